using System.Runtime.InteropServices;

namespace TpWallet.Disruptor.Sequences;

/// <summary>
/// A word alone on its cache lines: 128 bytes before and after it belong to nobody, because processors fetch lines in pairs. A struct,
/// because the size that a layout asks for is not honoured in a class.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = (2 * Padding) + sizeof(long))]
internal struct PaddedLong
{
    /// <summary>Bytes kept free on either side of the value.</summary>
    internal const int Padding = 128;

    /// <summary>The word.</summary>
    [FieldOffset(Padding)] internal long Value;
}
