using TpWallet.Core.Accounts;
using TpWallet.Core.Instruments;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Limits;

/// <summary>
/// The limits on what a customer spends: those of the account's tier and, beside them, those of the instrument's. Amounts count when they
/// are authorized and are given back when a hold is released within the same business date or month.
/// </summary>
internal static class SpendingLimits
{
    private const int InstrumentRules = LimitRule.InstrumentPerTransaction - LimitRule.AccountPerTransaction;

    /// <summary>
    /// How much may be spent at once, 0 or more, and which limit says so. What adds to an earlier payment is no new one for the limits on
    /// counts.
    /// </summary>
    public static long Room(SwitchState state, in Payer payer, bool isNew, out LimitRule rule)
    {
        ref readonly var account = ref state.Accounts[payer.Account];
        var period = state.PeriodOf(payer.Account);
        var room = RoomOf(state, TierOf(state, account), account.Currency, account.Usage.At(period), isNew, out rule);
        if (payer.Instrument == Instrument.None)
        {
            return room;
        }

        ref readonly var instrument = ref state.Instruments[payer.Instrument];
        var own = RoomOf(state, instrument.Tier, account.Currency, instrument.Usage.At(period), isNew, out var ownRule);
        if (own >= room)
        {
            return room;
        }

        rule = ownRule + InstrumentRules;
        return own;
    }

    /// <summary>Counts a movement against the limits.</summary>
    public static void Count(SwitchState state, in Payer payer, long amount, uint count)
    {
        var period = state.PeriodOf(payer.Account);
        ref var account = ref state.Accounts.Modify(payer.Account);
        account.Usage.Add(period, amount, count);
        account.PaymentsSinceActivation += count;
        if (payer.Instrument != Instrument.None)
        {
            state.Instruments.Modify(payer.Instrument).Usage.Add(period, amount, count);
        }
    }

    /// <summary>Gives back what a payment counted, as far as its business date and month still run.</summary>
    public static void Return(SwitchState state, in Payment payment, long amount, uint count)
    {
        state.Accounts.Modify(payment.Payer).Usage.Remove(payment.Counted, amount, count);
        if (payment.Instrument != Instrument.None)
        {
            state.Instruments.Modify(payment.Instrument).Usage.Remove(payment.Counted, amount, count);
        }
    }

    /// <summary>The refusal that a limit gives.</summary>
    public static ResultCode RefusalOf(LimitRule rule) =>
        rule is LimitRule.AccountPerDayCount or LimitRule.AccountPerMonthCount or LimitRule.InstrumentPerDayCount or LimitRule.InstrumentPerMonthCount
            ? ResultCode.CountLimitExceeded
            : ResultCode.AmountLimitExceeded;

    /// <summary>A wallet begins in the cold-start tier and leaves it when it is old enough and has paid often enough.</summary>
    private static ushort TierOf(SwitchState state, in Account account)
    {
        var coldStart = state.ColdStart;
        return coldStart.Tier != 0 && account.Kind == AccountKind.CustomerWallet
            && (account.PaymentsSinceActivation < coldStart.MinimumPayments || state.TimeMs - account.ActivatedMs < coldStart.MinimumSeconds * 1000L)
            ? coldStart.Tier
            : account.Tier;
    }

    private static long RoomOf(SwitchState state, ushort tier, Currency currency, in Usage usage, bool isNew, out LimitRule rule)
    {
        rule = LimitRule.None;
        if (tier == 0 || !state.TierLimits.TryFind(TierLimit.KeyOf(tier, currency), out var slot))
        {
            return long.MaxValue;
        }

        ref readonly var limits = ref state.TierLimits[slot].Limits;
        if (isNew && (usage.DayCount >= limits.PerDayCount || usage.MonthCount >= limits.PerMonthCount))
        {
            rule = usage.DayCount >= limits.PerDayCount ? LimitRule.AccountPerDayCount : LimitRule.AccountPerMonthCount;
            return 0;
        }

        var room = limits.PerTransaction;
        rule = LimitRule.AccountPerTransaction;
        Tighten(limits.PerDay, usage.DayAmount, LimitRule.AccountPerDay, ref room, ref rule);
        Tighten(limits.PerMonth, usage.MonthAmount, LimitRule.AccountPerMonth, ref room, ref rule);
        return Math.Max(room, 0);
    }

    private static void Tighten(long limit, long used, LimitRule candidate, ref long room, ref LimitRule rule)
    {
        if (limit != long.MaxValue && limit - used < room)
        {
            (room, rule) = (limit - used, candidate);
        }
    }
}
