using System.Numerics;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>Participants, accounts, instruments, and everything that is set.</summary>
internal sealed partial class NaiveSwitch
{
    private readonly Dictionary<uint, ParticipantRights> _rights = [];
    private readonly Dictionary<uint, int> _dates = [];
    private readonly Dictionary<ulong, (ulong Account, InstrumentStatus Status, int Tier)> _instruments = [];
    private readonly Dictionary<(int Tier, Currency Currency), TierLimitBody> _limits = [];
    private readonly Dictionary<(uint Participant, CommandKind On, Currency Currency), FeeBody> _fees = [];
    private readonly Dictionary<(uint Participant, Currency Currency), long> _caps = [];
    private readonly Dictionary<int, int> _tolerances = [];
    private ColdStartBody _coldStart;

    private ResultCode Configure(in Command command)
    {
        switch (command.Kind)
        {
            case CommandKind.AddParticipant:
                _participants.Add(command.Participant);
                return ResultCode.Approved;
            case CommandKind.SetParticipantRights:
                _rights[command.Participant] = command.ParticipantRights.Rights;
                return ResultCode.Approved;
            case CommandKind.SetPositionCap:
                _caps[(command.Participant, command.PositionCap.Currency)] = command.PositionCap.Cap;
                return ResultCode.Approved;
            case CommandKind.SetCaptureTolerance:
                _tolerances[command.CaptureTolerance.MerchantCategoryCode] = command.CaptureTolerance.BasisPoints;
                return ResultCode.Approved;
            case CommandKind.SetTierLimit:
                _limits[(command.TierLimit.Tier, command.TierLimit.Currency)] = command.TierLimit;
                return ResultCode.Approved;
            case CommandKind.SetColdStart:
                _coldStart = command.ColdStart;
                return ResultCode.Approved;
            default:
                return ConfigureWhatMayRefuse(command);
        }
    }

    private ResultCode ConfigureWhatMayRefuse(in Command command) => command.Kind switch
    {
        CommandKind.OpenAccount => Open(command),
        CommandKind.SetAccountStatus => SetStatus(command),
        CommandKind.SetAccountTerms => SetTerms(command),
        CommandKind.BindInstrument => Bind(command),
        CommandKind.SetInstrument => SetInstrument(command),
        CommandKind.SetFee => SetFee(command),
        CommandKind.SetBusinessDate => SetBusinessDate(command),
        _ => throw new InvalidOperationException($"The twin does not know {command.Kind}."),
    };

    private ResultCode Open(in Command command)
    {
        var body = command.OpenAccount;
        if (_books.Accounts.TryGetValue(body.Account, out var existing))
        {
            return existing.Kind == body.Kind && existing.Currency == body.Currency && existing.Participant == command.Participant
                ? ResultCode.Approved
                : ResultCode.AccountExistsWithOtherProperties;
        }

        Put(new NaiveAccount(body.Account, body.Kind, body.Currency, command.Participant, _timeMs));
        return ResultCode.Approved;
    }

    private ResultCode SetStatus(in Command command)
    {
        var refusal = FindOwn(command.AccountStatus.Account, command.Participant, out var account);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        var status = command.AccountStatus.Status;
        if (account.Status == AccountStatus.Closed)
        {
            return status == AccountStatus.Closed ? ResultCode.Approved : ResultCode.AccountClosed;
        }

        if (status == AccountStatus.Closed && !account.IsEmpty)
        {
            return ResultCode.AccountNotEmpty;
        }

        var reactivated = status == AccountStatus.Active && account.Status != AccountStatus.Active;
        Put(account with
        {
            Status = status,
            ActivatedMs = reactivated ? _timeMs : account.ActivatedMs,
            PaymentsSinceActivation = reactivated ? 0 : account.PaymentsSinceActivation,
        });
        return ResultCode.Approved;
    }

    private ResultCode SetTerms(in Command command)
    {
        var refusal = FindOwn(command.AccountTerms.Account, command.Participant, out var account);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (!account.IsCustomers)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        var terms = command.AccountTerms;
        Put(account with { Floor = (BigInteger)terms.MinimumBalance - terms.CreditLimit, Tier = terms.Tier });
        return ResultCode.Approved;
    }

    private ResultCode Bind(in Command command)
    {
        var body = command.Instrument;
        var refusal = FindOwn(body.Account, command.Participant, out var wallet);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (wallet.Kind != AccountKind.CustomerWallet)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        if (_instruments.TryGetValue(body.Token, out var bound))
        {
            return bound.Account == body.Account ? ResultCode.Approved : ResultCode.InstrumentBoundElsewhere;
        }

        _instruments.Add(body.Token, (body.Account, InstrumentStatus.Active, body.Tier));
        return ResultCode.Approved;
    }

    private ResultCode SetInstrument(in Command command)
    {
        var body = command.Instrument;
        if (!_instruments.TryGetValue(body.Token, out var bound))
        {
            return ResultCode.UnknownInstrument;
        }

        if (_books.Accounts[bound.Account].Participant != command.Participant)
        {
            return ResultCode.NotPermitted;
        }

        var ended = bound.Status is InstrumentStatus.Lost or InstrumentStatus.Stolen or InstrumentStatus.Expired;
        if (ended && body.Status != bound.Status)
        {
            return ResultCode.InstrumentEnded;
        }

        _instruments[body.Token] = (bound.Account, body.Status, body.Tier);
        return ResultCode.Approved;
    }

    private ResultCode SetFee(in Command command)
    {
        var body = command.Fee;
        if (!_books.Accounts.TryGetValue(body.FeeAccount, out var collector))
        {
            return ResultCode.UnknownAccount;
        }

        if (collector.Kind != AccountKind.Fee)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        if (collector.Currency != body.Currency)
        {
            return ResultCode.CurrencyMismatch;
        }

        _fees[(command.Participant, body.On, body.Currency)] = body;
        return ResultCode.Approved;
    }

    private ResultCode SetBusinessDate(in Command command)
    {
        if (command.BusinessDate <= _dates.GetValueOrDefault(command.Participant))
        {
            return ResultCode.BusinessDateNotLater;
        }

        _dates[command.Participant] = command.BusinessDate;
        return ResultCode.Approved;
    }

    private ResultCode FindOwn(ulong number, uint participant, out NaiveAccount account)
    {
        if (!_books.Accounts.TryGetValue(number, out account!))
        {
            return ResultCode.UnknownAccount;
        }

        return account.Participant == participant ? ResultCode.None : ResultCode.NotPermitted;
    }

    private void Put(NaiveAccount account) => _books = _books with { Accounts = _books.Accounts.SetItem(account.Number, account) };
}
