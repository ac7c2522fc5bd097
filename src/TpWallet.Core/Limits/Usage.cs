using System.Runtime.InteropServices;

namespace TpWallet.Core.Limits;

/// <summary>What was spent in the present business date and month, by one account or instrument. 32 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct Usage
{
    [FieldOffset(0)] public BusinessPeriod Period;
    [FieldOffset(4)] public uint DayCount;
    [FieldOffset(8)] public long DayAmount;
    [FieldOffset(16)] public long MonthAmount;
    [FieldOffset(24)] public uint MonthCount;

    /// <summary>The usage as it stands in a period: what belongs to an earlier one is over.</summary>
    public readonly Usage At(BusinessPeriod period) => Period == period ? this : Turned(period);

    /// <summary>Counts a movement in a period.</summary>
    public void Add(BusinessPeriod period, long amount, uint count)
    {
        if (Period != period)
        {
            this = Turned(period);
        }

        DayAmount = Saturated(DayAmount, amount);
        DayCount += count;
        MonthAmount = Saturated(MonthAmount, amount);
        MonthCount += count;
    }

    /// <summary>Takes back what was counted in a period, as far as that period still runs.</summary>
    public void Remove(BusinessPeriod counted, long amount, uint count)
    {
        if (Period.Date == counted.Date)
        {
            DayAmount -= amount;
            DayCount -= count;
        }

        if (Period.Month == counted.Month)
        {
            MonthAmount -= amount;
            MonthCount -= count;
        }
    }

    private readonly Usage Turned(BusinessPeriod period)
    {
        var usage = this;
        if (Period.Date != period.Date)
        {
            (usage.DayCount, usage.DayAmount) = (0, 0);
        }

        if (Period.Month != period.Month)
        {
            (usage.MonthCount, usage.MonthAmount) = (0, 0);
        }

        usage.Period = period;
        return usage;
    }

    /// <summary>Holds that come and go may count more in a month than 64 bits hold; no limit is that high.</summary>
    private static long Saturated(long sum, long amount) => sum > long.MaxValue - amount ? long.MaxValue : sum + amount;
}
