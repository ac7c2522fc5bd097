using System.Runtime.InteropServices;

namespace TpWallet.Persistence.History;

/// <summary>Where the event log holds an outcome, and how to know it again. 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct HistoryEntry
{
    /// <summary>Address of the record in the event log.</summary>
    public long Address;

    public ulong Sequence;

    /// <summary>The record's checksum.</summary>
    public uint Checksum;

    public HistoryEntryFlags Flags;
}
