using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Events;

/// <summary>What a segment of the event log holds, as the manifest keeps it once the segment is full. 80 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = Size)]
internal struct EventSegment
{
    public const int Size = 80;

    public ulong FirstSequence;
    public ulong LastSequence;
    public long FirstTimeMs;
    public long LastTimeMs;

    /// <summary>Where the last block ends, bytes from the beginning of the file.</summary>
    public long End;
    public int Number;
    public int Blocks;

    /// <summary>SHA-256 over the headers of all blocks in order; each header holds the checksums of its block.</summary>
    public Hash256 Hash;
}
