using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>Body of an over-capture tolerance.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct CaptureToleranceBody
{
    /// <summary>The merchant category (ISO 18245), 0 to 9,999.</summary>
    public ushort MerchantCategoryCode;

    /// <summary>How much more than was authorized may be captured, basis points, 0 to 10,000.</summary>
    public ushort BasisPoints;

    private readonly uint _reserved;
}
