using System.Runtime.InteropServices;

namespace TpWallet.Replication.Wire;

/// <summary>
/// What follows the header of a join request, before the positions: the first is the last one that the standby knows to be common, the others are
/// above it in ascending order.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct JoinRequestBody
{
    public const int Size = 24;

    [FieldOffset(0)] public Guid JournalId;

    /// <summary>Number of positions, 1 to <see cref="MessageLimits.JoinSamplesMax"/>.</summary>
    [FieldOffset(16)] public uint Count;
    [FieldOffset(20)] public uint Reserved;
}
