using System.Runtime.CompilerServices;

namespace TpWallet.Protocol.Iso8583;

/// <summary>Where a data element stands in a message.</summary>
/// <param name="Prefix">Its first byte: that of its length, if it has one.</param>
/// <param name="Start">The first byte of its value.</param>
/// <param name="End">The byte behind it.</param>
/// <param name="Length">Its characters, or bytes of binary data.</param>
internal readonly record struct FieldPosition(ushort Prefix, ushort Start, ushort End, ushort Length);

/// <summary>One position for each data element, by its number.</summary>
[InlineArray(IsoMessage.FieldMax + 1)]
internal struct FieldPositions
{
    private FieldPosition _first;
}
