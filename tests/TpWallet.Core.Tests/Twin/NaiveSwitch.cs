using System.Numerics;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>
/// The switch once more, written for obviousness: dictionaries, unbounded integers, balances as signed sums. Says what each command must
/// answer. Shares no code with the core but the messages.
/// </summary>
internal sealed class NaiveSwitch
{
    private static readonly BigInteger LongMax = long.MaxValue;

    private readonly HashSet<uint> _participants = [];
    private readonly Dictionary<ulong, NaiveAccount> _accounts = [];
    private readonly Dictionary<(uint, RequestId), NaiveAuthorization> _authorizations = [];
    private readonly Dictionary<(uint, RequestId), (Command Body, Expected Answer)> _answers = [];

    public IEnumerable<(ulong Number, NaiveAccount Account)> Accounts => _accounts.Select(pair => (pair.Key, pair.Value));

    public Expected Apply(in Command command, long timeMs)
    {
        var malformed = Malformed(command);
        if (malformed != ResultCode.None)
        {
            return malformed;
        }

        if (command.Kind is CommandKind.OpenAccount or CommandKind.Deposit or CommandKind.AddParticipant
            && (command.Flags & CommandFlags.Operator) == 0)
        {
            return ResultCode.NotPermitted;
        }

        if (command.Kind != CommandKind.AddParticipant && !_participants.Contains(command.Participant))
        {
            return ResultCode.UnknownParticipant;
        }

        return command.Kind switch
        {
            CommandKind.BalanceInquiry => Balance(command),
            CommandKind.StatusInquiry => _answers.TryGetValue((command.Participant, command.OriginalRequestId), out var known)
                ? known.Answer with { Replayed = true }
                : ResultCode.UnknownRequest,
            _ => Remembered(command, timeMs),
        };
    }

    private static ResultCode Malformed(in Command command)
    {
        if (command.RequestId.IsNone)
        {
            return ResultCode.RequestIdMissing;
        }

        if (command.Participant == 0)
        {
            return ResultCode.ParticipantMissing;
        }

        switch (command.Kind)
        {
            case CommandKind.Authorize or CommandKind.Purchase or CommandKind.Deposit:
                if (command.Account == 0 || command.Counterparty == 0)
                {
                    return ResultCode.AccountMissing;
                }

                if (command.Account == command.Counterparty)
                {
                    return ResultCode.SameAccount;
                }

                return command.Amount <= 0 ? ResultCode.AmountOutOfRange : ResultCode.None;
            case CommandKind.OpenAccount:
                return command.OpenAccount.Account == 0 ? ResultCode.AccountMissing : ResultCode.None;
            case CommandKind.BalanceInquiry:
                return command.Account == 0 ? ResultCode.AccountMissing : ResultCode.None;
            case CommandKind.Capture when command.Amount < 0:
                return ResultCode.AmountOutOfRange;
            case CommandKind.Capture or CommandKind.Void:
                return command.OriginalRequestId.IsNone || command.OriginalRequestId == command.RequestId
                    ? ResultCode.OriginalRequestIdInvalid
                    : ResultCode.None;
            case CommandKind.StatusInquiry:
                return command.OriginalRequestId.IsNone ? ResultCode.OriginalRequestIdInvalid : ResultCode.None;
            default:
                return ResultCode.None;
        }
    }

    private Expected Balance(in Command command)
    {
        if (!_accounts.TryGetValue(command.Account, out var account))
        {
            return ResultCode.UnknownAccount;
        }

        return account.Participant == command.Participant
            ? new Expected(ResultCode.Approved, account.Posted, account.Available)
            : ResultCode.NotPermitted;
    }

    private Expected Remembered(in Command command, long timeMs)
    {
        var key = (command.Kind == CommandKind.AddParticipant ? 0 : command.Participant, command.RequestId);
        if (_answers.TryGetValue(key, out var known))
        {
            return known.Body.Equals(command) ? known.Answer with { Replayed = true } : ResultCode.RequestIdConflict;
        }

        var answer = command.Kind switch
        {
            CommandKind.AddParticipant => AddParticipant(command.Participant),
            CommandKind.OpenAccount => Open(command),
            CommandKind.Deposit => Deposit(command),
            CommandKind.Capture => Capture(command, timeMs),
            CommandKind.Void => Void(command),
            _ => Pay(command, timeMs),
        };
        _answers.Add(key, (command, answer));
        return answer;
    }

    private Expected AddParticipant(uint participant)
    {
        _participants.Add(participant);
        return ResultCode.Approved;
    }

    private Expected Open(in Command command)
    {
        var body = command.OpenAccount;
        if (_accounts.TryGetValue(body.Account, out var existing))
        {
            return existing.Kind == body.Kind && existing.Currency == body.Currency && existing.Participant == command.Participant
                ? ResultCode.Approved
                : ResultCode.AccountExistsWithOtherProperties;
        }

        _accounts.Add(body.Account, new NaiveAccount(body.Kind, body.Currency, command.Participant));
        return ResultCode.Approved;
    }

    private Expected Deposit(in Command command)
    {
        if (!_accounts.TryGetValue(command.Account, out var to) || !_accounts.TryGetValue(command.Counterparty, out var from))
        {
            return ResultCode.UnknownAccount;
        }

        if (from.Kind != AccountKind.ExternalClearing || to.Kind == AccountKind.ExternalClearing)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        if (from.Currency != command.Currency || to.Currency != command.Currency)
        {
            return ResultCode.CurrencyMismatch;
        }

        if (from.Debits + command.Amount > LongMax || to.Credits + command.Amount > LongMax)
        {
            return ResultCode.BalanceOverflow;
        }

        from.Move(to, command.Amount);
        return new Expected(ResultCode.Approved, command.Amount, to.Available);
    }

    private Expected Pay(in Command command, long timeMs)
    {
        if (!_accounts.TryGetValue(command.Account, out var payer) || !_accounts.TryGetValue(command.Counterparty, out var merchant))
        {
            return ResultCode.UnknownAccount;
        }

        if (merchant.Participant != command.Participant)
        {
            return ResultCode.NotPermitted;
        }

        if (payer.Kind != AccountKind.CustomerWallet || merchant.Kind != AccountKind.Merchant)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        if (payer.Currency != command.Currency || merchant.Currency != command.Currency)
        {
            return ResultCode.CurrencyMismatch;
        }

        if (payer.Debits + command.Amount > LongMax || merchant.Credits + command.Amount > LongMax)
        {
            return ResultCode.BalanceOverflow;
        }

        var visible = payer.Participant == command.Participant;
        if (payer.Available < command.Amount)
        {
            return new Expected(ResultCode.InsufficientFunds, 0, visible ? payer.Available : 0);
        }

        if (command.Kind == CommandKind.Purchase)
        {
            payer.Move(merchant, command.Amount);
        }
        else
        {
            payer.Hold(merchant, command.Amount);
            var seconds = command.HoldSeconds == 0 ? CommandLimits.HoldSecondsDefault : command.HoldSeconds;
            _authorizations.Add((command.Participant, command.RequestId), new NaiveAuthorization(payer, merchant, command.Amount, timeMs + seconds * 1000L));
        }

        return new Expected(ResultCode.Approved, command.Amount, visible ? payer.Available : 0);
    }

    private ResultCode FindHeld(in Command command, out NaiveAuthorization? authorization) =>
        !_authorizations.TryGetValue((command.Participant, command.OriginalRequestId), out authorization)
            ? ResultCode.UnknownAuthorization
            : authorization.EndedAs;

    private Expected Capture(in Command command, long timeMs)
    {
        var refusal = FindHeld(command, out var authorization);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (timeMs >= authorization!.ExpiresMs)
        {
            return ResultCode.AuthorizationExpired;
        }

        if (command.Currency != Currency.None && command.Currency != authorization.Payer.Currency)
        {
            return ResultCode.CurrencyMismatch;
        }

        if (command.Amount > authorization.Amount)
        {
            return ResultCode.AmountExceedsAuthorization;
        }

        var amount = command.Amount == 0 ? authorization.Amount : command.Amount;
        authorization.EndedAs = ResultCode.AuthorizationCaptured;
        authorization.Payer.Hold(authorization.Merchant, -authorization.Amount);
        authorization.Payer.Move(authorization.Merchant, amount);
        return new Expected(ResultCode.Approved, amount, Visible(command, authorization.Payer));
    }

    private Expected Void(in Command command)
    {
        var refusal = FindHeld(command, out var authorization);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        authorization!.EndedAs = ResultCode.AuthorizationVoided;
        authorization.Payer.Hold(authorization.Merchant, -authorization.Amount);
        return new Expected(ResultCode.Approved, authorization.Amount, Visible(command, authorization.Payer));
    }

    private static BigInteger Visible(in Command command, NaiveAccount payer) => payer.Participant == command.Participant ? payer.Available : 0;
}
