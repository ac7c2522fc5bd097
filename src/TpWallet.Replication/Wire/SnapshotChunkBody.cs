using System.Runtime.InteropServices;

namespace TpWallet.Replication.Wire;

/// <summary>What follows the header of a piece of a snapshot's file, before the bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct SnapshotChunkBody
{
    public const int Size = 40;

    /// <summary>The number of the request.</summary>
    [FieldOffset(0)] public ulong Fetch;

    /// <summary>The snapshot's sequence.</summary>
    [FieldOffset(8)] public ulong Sequence;

    /// <summary>Length of the file, bytes.</summary>
    [FieldOffset(16)] public long FileLength;

    /// <summary>Where in the file the bytes belong.</summary>
    [FieldOffset(24)] public long Offset;
    [FieldOffset(32)] public SnapshotOutcome Outcome;
    [FieldOffset(36)] public uint Reserved;
}
