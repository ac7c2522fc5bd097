using System.Numerics;
using TpWallet.Core.Limits;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>Movements, and what bounds them: statuses, limits, positions, funds, fees.</summary>
internal sealed partial class NaiveSwitch
{
    /// <summary>More than anything that may be asked for.</summary>
    private static readonly BigInteger Unlimited = BigInteger.Pow(10, 30);

    private static ResultCode MayPay(NaiveAccount account) => account.Status switch
    {
        AccountStatus.Active => ResultCode.None,
        AccountStatus.Frozen or AccountStatus.FrozenForDebit => ResultCode.AccountFrozen,
        _ => ResultCode.AccountClosed,
    };

    private static ResultCode MayReceive(NaiveAccount account) => account.Status switch
    {
        AccountStatus.Active or AccountStatus.FrozenForDebit => ResultCode.None,
        AccountStatus.Frozen => ResultCode.AccountFrozen,
        _ => ResultCode.AccountClosed,
    };

    private static ResultCode First(params ReadOnlySpan<ResultCode> codes)
    {
        foreach (var code in codes)
        {
            if (code != ResultCode.None)
            {
                return code;
            }
        }

        return ResultCode.None;
    }

    private static int MonthOf(int date) => date < 0 ? -1 : new DateOnly(2000, 1, 1).AddDays(date) is var day ? day.Year * 12 + day.Month : 0;

    private int DateOf(ulong account) => _dates.GetValueOrDefault(_books.Accounts[account].Participant);

    private ResultCode FindPayer(in Command command, out NaiveAccount payer, out ulong instrument)
    {
        instrument = 0;
        if ((command.Flags & CommandFlags.ByInstrument) == 0)
        {
            return _books.Accounts.TryGetValue(command.Account, out payer!) ? ResultCode.None : ResultCode.UnknownAccount;
        }

        payer = null!;
        if (!_instruments.TryGetValue(command.Account, out var bound))
        {
            return ResultCode.UnknownInstrument;
        }

        (payer, instrument) = (_books.Accounts[bound.Account], command.Account);
        return bound.Status switch
        {
            InstrumentStatus.Active => ResultCode.None,
            InstrumentStatus.Blocked => ResultCode.InstrumentBlocked,
            _ => ResultCode.InstrumentEnded,
        };
    }

    /// <summary>Whether an amount may be spent, and how much of it.</summary>
    private Expected? CheckSpending(in Command command, ulong payer, ulong instrument, ulong payee, BigInteger asked, BigInteger fee,
        out BigInteger approved)
    {
        var (from, to) = (_books.Accounts[payer], _books.Accounts[payee]);
        var isNew = command.Kind is not (CommandKind.IncrementAuthorization or CommandKind.Capture);
        var (limit, rule) = LimitOf(from, instrument, isNew);
        var position = PositionRoom(from, to);
        approved = asked;
        var most = BigInteger.Min(BigInteger.Min(limit, position), from.HasFloor ? from.Available : Unlimited);
        if ((command.Flags & CommandFlags.AllowPartialApproval) != 0 && most > 0)
        {
            approved = BigInteger.Min(asked, most);
        }

        if (approved > limit)
        {
            var isCount = rule is LimitRule.AccountPerDayCount or LimitRule.AccountPerMonthCount or LimitRule.InstrumentPerDayCount
                or LimitRule.InstrumentPerMonthCount;
            return new Expected(isCount ? ResultCode.CountLimitExceeded : ResultCode.AmountLimitExceeded, 0, 0, rule);
        }

        if (approved > position)
        {
            return new Expected(ResultCode.PositionCapExceeded, 0, 0, LimitRule.PositionCap);
        }

        if (!from.CanSpend(approved + fee))
        {
            return new Expected(ResultCode.InsufficientFunds, 0, Visible(payer, command));
        }

        return from.FitsDebit(approved + fee) && to.FitsCredit(approved + fee) ? null : ResultCode.BalanceOverflow;
    }

    private (BigInteger Room, LimitRule Rule) LimitOf(NaiveAccount account, ulong instrument, bool isNew)
    {
        var isCold = _coldStart.Tier != 0 && account.Kind == AccountKind.CustomerWallet
            && (account.PaymentsSinceActivation < _coldStart.MinimumPayments || _timeMs - account.ActivatedMs < _coldStart.MinimumSeconds * 1000L);
        var counted = _books.Counted.Where(entry => entry.Account == account.Number);
        var room = RoomIn(isCold ? _coldStart.Tier : account.Tier, account, counted, isNew);
        if (instrument == 0)
        {
            return room;
        }

        var own = RoomIn(_instruments[instrument].Tier, account, _books.Counted.Where(entry => entry.Instrument == instrument), isNew);
        return own.Room < room.Room ? (own.Room, own.Rule + 10) : room;
    }

    private (BigInteger Room, LimitRule Rule) RoomIn(
        int tier, NaiveAccount account, IEnumerable<(ulong Account, ulong Instrument, int Date, BigInteger Amount, int Count)> counted, bool isNew)
    {
        if (tier == 0 || !_limits.TryGetValue((tier, account.Currency), out var limits))
        {
            return (Unlimited, LimitRule.None);
        }

        var date = DateOf(account.Number);
        var today = counted.Where(entry => entry.Date == date).ToArray();
        var month = counted.Where(entry => MonthOf(entry.Date) == MonthOf(date)).ToArray();
        if (isNew && today.Sum(static entry => entry.Count) >= limits.PerDayCount)
        {
            return (0, LimitRule.AccountPerDayCount);
        }

        if (isNew && month.Sum(static entry => entry.Count) >= limits.PerMonthCount)
        {
            return (0, LimitRule.AccountPerMonthCount);
        }

        (BigInteger Room, LimitRule Rule)[] rooms =
        [
            (limits.PerTransaction, LimitRule.AccountPerTransaction),
            (Left(limits.PerDay, today), LimitRule.AccountPerDay),
            (Left(limits.PerMonth, month), LimitRule.AccountPerMonth),
        ];
        var least = rooms.MinBy(static candidate => candidate.Room);
        return (BigInteger.Max(0, least.Room), least.Rule);

        static BigInteger Left(long limit, (ulong Account, ulong Instrument, int Date, BigInteger Amount, int Count)[] entries) =>
            limit == long.MaxValue ? Unlimited : entries.Aggregate((BigInteger)limit, static (left, entry) => left - entry.Amount);
    }

    private BigInteger PositionRoom(NaiveAccount from, NaiveAccount to)
    {
        if (!Crosses(from, to) || !_caps.TryGetValue((from.Participant, from.Currency), out var cap) || cap == long.MaxValue)
        {
            return Unlimited;
        }

        var inFlight = _books.Payments.Values.Where(payment => payment.Held > 0 && _books.Accounts[payment.Payer] is var payer
            && payer.Participant == from.Participant && payer.Currency == from.Currency && Crosses(payer, _books.Accounts[payment.Payee]));
        var owed = inFlight.Aggregate(_books.Owed.GetValueOrDefault((from.Participant, from.Currency)), static (sum, payment) => sum + payment.Held);
        return BigInteger.Max(0, cap - owed);
    }

    private static bool Crosses(NaiveAccount from, NaiveAccount to) => from.Participant != to.Participant && from.IsCustomers && to.IsCustomers;

    private void Count(ulong account, ulong instrument, int date, BigInteger amount, int count)
    {
        _books = _books with { Counted = _books.Counted.Add((account, instrument, date, amount, count)) };
        if (count > 0)
        {
            var payer = _books.Accounts[account];
            Put(payer with { PaymentsSinceActivation = payer.PaymentsSinceActivation + count });
        }
    }

    private void Move(ulong from, ulong to, BigInteger amount)
    {
        Put(_books.Accounts[from] with { Debits = _books.Accounts[from].Debits + amount });
        Put(_books.Accounts[to] with { Credits = _books.Accounts[to].Credits + amount });
        var (payer, payee) = (_books.Accounts[from], _books.Accounts[to]);
        if (Crosses(payer, payee))
        {
            Owe(payer, amount);
            Owe(payee, -amount);
        }

        void Owe(NaiveAccount who, BigInteger more) => _books = _books with
        {
            Owed = _books.Owed.SetItem((who.Participant, who.Currency), _books.Owed.GetValueOrDefault((who.Participant, who.Currency)) + more),
        };
    }

    private void Hold(ulong from, ulong to, BigInteger amount)
    {
        Put(_books.Accounts[from] with { HeldOut = _books.Accounts[from].HeldOut + amount });
        Put(_books.Accounts[to] with { HeldIn = _books.Accounts[to].HeldIn + amount });
    }

    private (BigInteger Amount, ulong Collector) FeeOf(in Command command, CommandKind on, Currency currency, BigInteger amount) =>
        _fees.TryGetValue((command.Participant, on, currency), out var fee)
            ? (BigInteger.Min(amount, fee.Fixed + amount * fee.BasisPoints / 10_000), fee.FeeAccount)
            : (0, 0);

    private ResultCode CheckFee(ulong payer, (BigInteger Amount, ulong Collector) fee, BigInteger besides)
    {
        if (fee.Amount == 0)
        {
            return ResultCode.None;
        }

        if (_books.Accounts[fee.Collector].Status == AccountStatus.Closed)
        {
            return ResultCode.AccountClosed;
        }

        return _books.Accounts[payer].FitsDebit(fee.Amount + besides) && _books.Accounts[fee.Collector].FitsCredit(fee.Amount)
            ? ResultCode.None
            : ResultCode.BalanceOverflow;
    }

    private void TakeFee(ulong payer, (BigInteger Amount, ulong Collector) fee)
    {
        if (fee.Amount > 0)
        {
            Move(payer, fee.Collector, fee.Amount);
        }
    }
}
