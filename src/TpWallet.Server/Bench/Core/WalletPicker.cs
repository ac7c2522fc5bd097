namespace TpWallet.Server.Bench.Core;

/// <summary>Chooses wallets at random. The same seed chooses the same wallets.</summary>
internal sealed class WalletPicker
{
    private const double Exponent = 0.99;

    // A prime larger than any number of wallets: neighbours in popularity lie far apart in memory.
    private const ulong Scatter = 2_147_483_647;

    private readonly AccessKind _access;
    private readonly uint _wallets;
    private readonly double _sum;
    private readonly double _alpha = 1 / (1 - Exponent);
    private readonly double _eta;
    private SplitMix64 _random;

    public WalletPicker(AccessKind access, uint wallets, ulong seed)
    {
        _access = access;
        _wallets = wallets;
        _random = new SplitMix64(seed);
        if (access == AccessKind.Zipf)
        {
            for (uint rank = 1; rank <= wallets; rank++)
            {
                _sum += 1 / Math.Pow(rank, Exponent);
            }

            _eta = (1 - Math.Pow(2.0 / wallets, 1 - Exponent)) / (1 - ((1 + Math.Pow(0.5, Exponent)) / _sum));
        }
    }

    private WalletPicker(WalletPicker other, ulong seed)
    {
        (_access, _wallets, _sum, _eta) = (other._access, other._wallets, other._sum, other._eta);
        _random = new SplitMix64(seed);
    }

    /// <summary>Another one over the same wallets; spares the sum over all of them.</summary>
    public WalletPicker WithSeed(ulong seed) => new(this, seed);

    /// <summary>The next wallet, from 0.</summary>
    public uint Next() => _access switch
    {
        AccessKind.Uniform => _random.Below(_wallets),
        AccessKind.Zipf => (uint)(Rank() * Scatter % _wallets),
        AccessKind.Hot => 0,
    };

    /// <summary>
    /// A rank by Zipf's law, from 0: the closed approximation of Gray et al., "Quickly generating billion-record synthetic databases"
    /// (1994).
    /// </summary>
    private ulong Rank()
    {
        var uniform = (_random.Next() >> 11) * (1.0 / (1UL << 53));
        var scaled = uniform * _sum;
        if (scaled < 1)
        {
            return 0;
        }

        return scaled < 1 + Math.Pow(0.5, Exponent) ? 1 : Math.Min(_wallets - 1, (ulong)(_wallets * Math.Pow((_eta * uniform) - _eta + 1, _alpha)));
    }
}
