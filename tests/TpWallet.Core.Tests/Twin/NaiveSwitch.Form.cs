using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>What can't be right in any state.</summary>
internal sealed partial class NaiveSwitch
{
    private static bool IsOfTheSwitch(CommandKind kind) =>
        kind is CommandKind.Tick or CommandKind.HistoryMark or CommandKind.SetTierLimit
            or CommandKind.SetColdStart or CommandKind.SetCaptureTolerance;

    private static bool IsMoney(CommandKind kind) => kind is CommandKind.Authorize or CommandKind.Purchase or CommandKind.Deposit
        or CommandKind.Withdrawal
        or CommandKind.Transfer or CommandKind.Exchange;

    private static bool IsAboutAnother(CommandKind kind) => kind is CommandKind.IncrementAuthorization or CommandKind.Capture or CommandKind.Void
        or CommandKind.Reversal or CommandKind.Refund or CommandKind.Chargeback or CommandKind.Representment or CommandKind.ResolveForMerchant
        or CommandKind.ResolveForPayer or CommandKind.Exchange;

    private static bool IsOperatorsAlone(CommandKind kind) => kind is CommandKind.Deposit or CommandKind.Chargeback or CommandKind.ResolveForMerchant
        or CommandKind.ResolveForPayer or CommandKind.OpenQuote || kind < CommandKind.Deposit;

    private static CommandFlags FlagsOf(CommandKind kind) => CommandFlags.Operator | kind switch
    {
        CommandKind.Authorize or CommandKind.Purchase => CommandFlags.Linked | CommandFlags.ByInstrument | CommandFlags.AllowPartialApproval,
        CommandKind.IncrementAuthorization => CommandFlags.Linked | CommandFlags.AllowPartialApproval,
        CommandKind.Capture => CommandFlags.Linked | CommandFlags.MoreCapturesFollow,
        CommandKind.Refund => CommandFlags.Linked | CommandFlags.Unlinked | CommandFlags.ByInstrument,
        CommandKind.Transfer => CommandFlags.Linked | CommandFlags.ByInstrument,
        CommandKind.Deposit or CommandKind.Withdrawal or CommandKind.Exchange or CommandKind.Void or CommandKind.Reversal
            or CommandKind.Representment =>
            CommandFlags.Linked,
        _ => CommandFlags.None,
    };

    private static ResultCode Malformed(in Command command)
    {
        var extra = command.Flags & ~FlagsOf(command.Kind);
        if (extra != 0)
        {
            return extra == CommandFlags.Linked ? ResultCode.NotLinkable : ResultCode.UnknownFlags;
        }

        if (command.RequestId.IsNone)
        {
            return ResultCode.RequestIdMissing;
        }

        var mayLack = IsOfTheSwitch(command.Kind) || (command.Kind == CommandKind.StatusInquiry && IsByOperator(command));
        if (command.Participant == 0 && !mayLack)
        {
            return ResultCode.ParticipantMissing;
        }

        var body = MalformedBody(command);
        if (body != ResultCode.None)
        {
            return body;
        }

        return IsOperatorsAlone(command.Kind) && !IsByOperator(command) ? ResultCode.NotPermitted : ResultCode.None;
    }

    private static ResultCode MalformedBody(in Command command)
    {
        var unlinked = command.Kind == CommandKind.Refund && (command.Flags & CommandFlags.Unlinked) != 0;
        if (unlinked)
        {
            return command.OriginalRequestId.IsNone ? MalformedMoney(command, command.Amount) : ResultCode.OriginalRequestIdInvalid;
        }

        if (command.Kind is CommandKind.Capture or CommandKind.Reversal or CommandKind.Refund or CommandKind.Chargeback
            && command.Amount is < 0 or > CommandLimits.AmountMax)
        {
            return ResultCode.AmountOutOfRange;
        }

        if (command.Kind == CommandKind.IncrementAuthorization && command.Amount is <= 0 or > CommandLimits.AmountMax)
        {
            return ResultCode.AmountOutOfRange;
        }

        if (IsAboutAnother(command.Kind) && (command.OriginalRequestId.IsNone || command.OriginalRequestId == command.RequestId))
        {
            return ResultCode.OriginalRequestIdInvalid;
        }

        return command.Kind switch
        {
            CommandKind.Authorize when command.Amount == 0 => MalformedMoney(command, 1),
            _ when IsMoney(command.Kind) => MalformedMoney(command, command.Amount),
            CommandKind.StatusInquiry when command.OriginalRequestId.IsNone => ResultCode.OriginalRequestIdInvalid,
            CommandKind.BalanceInquiry when command.Account == 0 => ResultCode.AccountMissing,
            _ => MalformedSetting(command),
        };
    }

    private static ResultCode MalformedMoney(in Command command, long amount)
    {
        if (command.Account == 0 || command.Counterparty == 0)
        {
            return ResultCode.AccountMissing;
        }

        if (command.Account == command.Counterparty && (command.Flags & CommandFlags.ByInstrument) == 0)
        {
            return ResultCode.SameAccount;
        }

        return amount is <= 0 or > CommandLimits.AmountMax ? ResultCode.AmountOutOfRange : ResultCode.None;
    }

    private static ResultCode MalformedSetting(in Command command) => command.Kind switch
    {
        CommandKind.HistoryMark when command.HistoryMark.RetainedFromTimeMs < 0 => ResultCode.TimeOutOfRange,
        CommandKind.OpenAccount when command.OpenAccount.Account == 0 => ResultCode.AccountMissing,
        CommandKind.SetAccountStatus when command.AccountStatus.Account == 0 => ResultCode.AccountMissing,
        CommandKind.SetAccountStatus when command.AccountStatus.Status > AccountStatus.Closed => ResultCode.UnknownStatus,
        CommandKind.SetAccountTerms when command.AccountTerms.Account == 0 => ResultCode.AccountMissing,
        CommandKind.SetAccountTerms when command.AccountTerms.CreditLimit < 0 || command.AccountTerms.MinimumBalance < 0 =>
            ResultCode.TermsOutOfRange,
        CommandKind.SetTierLimit when command.TierLimit.Tier == 0 || command.TierLimit.PerTransaction < 0 || command.TierLimit.PerDay < 0
            || command.TierLimit.PerMonth < 0 => ResultCode.TierOutOfRange,
        CommandKind.SetFee when command.Fee.Fixed is < 0 or > CommandLimits.AmountMax => ResultCode.BasisPointsOutOfRange,
        CommandKind.SetFee when command.Fee.FeeAccount == 0 => ResultCode.AccountMissing,
        CommandKind.SetPositionCap when command.PositionCap.Cap < 0 => ResultCode.TermsOutOfRange,
        CommandKind.SetBusinessDate when command.BusinessDate == 0 => ResultCode.BusinessDateMissing,
        CommandKind.BindInstrument when command.Instrument.Account == 0 => ResultCode.AccountMissing,
        CommandKind.BindInstrument when command.Instrument.Status != InstrumentStatus.Active => ResultCode.UnknownStatus,
        CommandKind.SetInstrument when command.Instrument.Status > InstrumentStatus.Expired => ResultCode.UnknownStatus,
        CommandKind.OpenQuote when command.Quote.SellMaximum is < 1 or > CommandLimits.AmountMax => ResultCode.RateOutOfRange,
        _ => ResultCode.None,
    };
}
