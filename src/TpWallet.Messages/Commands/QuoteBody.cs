using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>
/// Body of a quote. Selling s minor units buys floor(s x numerator / denominator); of s, only what that costs is taken, rounded up, and the
/// rest goes to the rounding account.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct QuoteBody
{
    /// <summary>Numerator of the rate: minor units bought, 1 to 10^15.</summary>
    public long Numerator;

    /// <summary>Denominator of the rate: minor units sold, 1 to 10^15.</summary>
    public long Denominator;

    /// <summary>The most that may be sold, minor units.</summary>
    public long SellMaximum;

    /// <summary>The liquidity account that takes what is sold.</summary>
    public ulong SellLiquidity;

    /// <summary>The liquidity account that gives what is bought.</summary>
    public ulong BuyLiquidity;

    /// <summary>The fee account, in the sold currency, that takes the remainder of rounding.</summary>
    public ulong RoundingAccount;

    /// <summary>What is sold.</summary>
    public Currency Sell;

    /// <summary>What is bought.</summary>
    public Currency Buy;

    /// <summary>How long it is firm, seconds, 1 to 86,400.</summary>
    public uint Seconds;
}
