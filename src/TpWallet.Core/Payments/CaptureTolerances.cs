namespace TpWallet.Core.Payments;

/// <summary>By merchant category (ISO 18245): how much more than was authorized may be captured. None unless set.</summary>
internal sealed class CaptureTolerances
{
    public const ushort MerchantCategoryMax = 9_999;

    public const uint Count = MerchantCategoryMax + 1;

    private readonly ushort[] _basisPoints = new ushort[Count];

    public ReadOnlySpan<ushort> BasisPoints => _basisPoints;

    /// <summary>All of them, to be loaded.</summary>
    public Span<ushort> Loaded => _basisPoints;

    public void Set(ushort merchantCategory, ushort basisPoints) => _basisPoints[merchantCategory] = basisPoints;

    /// <summary>The most that may be captured of what was authorized, rounded down.</summary>
    public long Most(ushort merchantCategory, long authorized)
    {
        var tolerance = merchantCategory <= MerchantCategoryMax ? _basisPoints[merchantCategory] : 0;
        return tolerance == 0 ? authorized : (long)Int128.Min(authorized + (Int128)authorized * tolerance / 10_000, long.MaxValue);
    }
}
