using TpWallet.Messages;

namespace TpWallet.Server;

/// <summary>The switch's result codes in words for a person.</summary>
internal static class ResultText
{
    /// <summary>What a code says. Exhaustive: a code without a text fails the build (CS8509).</summary>
    public static string Of(ResultCode code) => !Enum.IsDefined(code) ? $"result code {(ushort)code}, which this version doesn't know" : code switch
    {
        ResultCode.None => "no answer",
        ResultCode.Approved => "approved",

        ResultCode.UnknownCommandKind => "the switch doesn't know this kind of command",
        ResultCode.UnsupportedVersion => "the switch doesn't support this version of the command",
        ResultCode.UnknownFlags => "the command carries flags that mean nothing here",
        ResultCode.RequestIdMissing => "the request id is missing",
        ResultCode.ParticipantMissing => "the participant is missing",
        ResultCode.OriginalRequestIdInvalid => "the original request id is missing, or is the request's own",
        ResultCode.AccountMissing => "an account number is missing",
        ResultCode.SameAccount => "payer and payee are the same account",
        ResultCode.AmountOutOfRange => "the amount is zero, negative or too large for one command",
        ResultCode.UnknownCurrency => "the ledger doesn't keep this currency",
        ResultCode.UnknownAccountKind => "there is no such kind of account",
        ResultCode.TableSizeOutOfRange => "a table size is out of its range",
        ResultCode.HoldOutOfRange => "the hold is longer than allowed",
        ResultCode.TimeOutOfRange => "time can't go backwards, or isn't the sender's to set",

        ResultCode.RequestIdConflict => "the request id was used before for something else",
        ResultCode.AccountExistsWithOtherProperties => "the account exists with another kind, currency or participant",

        ResultCode.InsufficientFunds => "insufficient funds",

        ResultCode.AccountsFull => "the switch has no room for another account",
        ResultCode.AuthorizationsFull => "the switch has no room for another open authorization",
        ResultCode.DuplicatesFull => "the switch has no room to remember another request id",
        ResultCode.ParticipantsFull => "the switch has no room for another participant",
        ResultCode.ShuttingDown => "the switch is shutting down and took nothing",

        ResultCode.NotPermitted => "not permitted in this role or for this participant",
        ResultCode.UnknownParticipant => "the participant is not known",
        ResultCode.UnknownAccount => "an account is not known",
        ResultCode.AccountKindNotAllowed => "the account's kind doesn't allow this",
        ResultCode.CurrencyMismatch => "the currency is not the accounts' currency",
        ResultCode.BalanceOverflow => "a balance would become too large",
        ResultCode.UnknownAuthorization => "there is no such authorization of this participant",
        ResultCode.AuthorizationCaptured => "the authorization was captured before",
        ResultCode.AuthorizationVoided => "the authorization was voided before",
        ResultCode.AuthorizationExpired => "the authorization has expired",
        ResultCode.AmountExceedsAuthorization => "the amount is more than was authorized",
        ResultCode.UnknownRequest => "the request id is not known: it was never applied",
        ResultCode.OutsideWindow => "the request id may be older than what the switch remembers",
        ResultCode.GenesisOutOfPlace => "the switch has had its genesis, or has none yet",
    };
}
