using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>Body of a tier's limits in one currency. The largest value of a field means no limit; zero allows nothing.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct TierLimitBody
{
    /// <summary>The largest single amount, minor units.</summary>
    public long PerTransaction;

    /// <summary>The largest sum of a business date, minor units.</summary>
    public long PerDay;

    /// <summary>The largest sum of a month of business dates, minor units.</summary>
    public long PerMonth;

    /// <summary>The most movements of a business date.</summary>
    public uint PerDayCount;

    /// <summary>The most movements of a month of business dates.</summary>
    public uint PerMonthCount;

    /// <summary>The tier, 1 or more. Tier 0 has no limits.</summary>
    public ushort Tier;

    /// <summary>The currency.</summary>
    public Currency Currency;

    private readonly uint _reserved;
}
