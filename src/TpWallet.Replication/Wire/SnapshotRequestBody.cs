using System.Runtime.InteropServices;

namespace TpWallet.Replication.Wire;

/// <summary>What follows the header of a request for a snapshot: through where its file may be sent.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct SnapshotRequestBody
{
    public const int Size = 40;

    /// <summary>A random number that the answers repeat.</summary>
    [FieldOffset(0)] public ulong Fetch;

    /// <summary>The snapshot's sequence; 0: the newest.</summary>
    [FieldOffset(8)] public ulong Sequence;

    /// <summary>What is before is here.</summary>
    [FieldOffset(16)] public long Offset;

    /// <summary>What is behind must not be sent yet.</summary>
    [FieldOffset(24)] public long Limit;

    /// <summary>1: what was sent and is behind the offset was lost; else 0.</summary>
    [FieldOffset(32)] public uint Again;
    [FieldOffset(36)] public uint Reserved;
}
