using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.History;

/// <summary>
/// The checksum of the sector that a checkpoint ends in, as far as it reaches. The store writes that sector again with what follows, and after a
/// restart with the bits of its record headers cleared that mean something in memory alone; so these bits don't count.
/// </summary>
internal static class TailSector
{
    /// <summary>Locks, "sealed" and "dirty" of a record's header.</summary>
    private const ulong BitsOfMemory = 0x0A7F_0000_0000_0000;

    private static readonly int RecordLength = sizeof(ulong) + Unsafe.SizeOf<HistoryKey>() + Unsafe.SizeOf<HistoryEntry>();

    /// <param name="prefix">The sector's bytes before the end of the checkpoint.</param>
    /// <param name="address">Address of the sector in the store's log.</param>
    /// <param name="pageBits">Size of a page, as a power of two: records begin anew with each.</param>
    public static uint ChecksumOf(ReadOnlySpan<byte> prefix, long address, int pageBits)
    {
        var copy = prefix.ToArray();
        var words = MemoryMarshal.Cast<byte, ulong>(copy.AsSpan());
        var page = address >> pageBits << pageBits;
        var firstRecord = page + (page == 0 ? HistoryStore.FirstAddress : 0);
        for (var word = 0; word < words.Length; word++)
        {
            var offset = address + (word * sizeof(ulong)) - firstRecord;
            if (offset >= 0 && offset % RecordLength == 0)
            {
                words[word] &= ~BitsOfMemory;
            }
        }

        return Crc32C.Of(copy);
    }
}
