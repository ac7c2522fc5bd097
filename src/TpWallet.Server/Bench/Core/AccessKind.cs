namespace TpWallet.Server.Bench.Core;

/// <summary>Which wallets pay how often.</summary>
internal enum AccessKind
{
    /// <summary>Each as often as any other.</summary>
    Uniform,

    /// <summary>A few often, most rarely: Zipf's law with exponent 0.99.</summary>
    Zipf,

    /// <summary>One wallet alone.</summary>
    Hot,
}
