using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.History;

/// <summary>The checksum of every sector of one file, 4 bytes for 4 KiB. One thread at a time sets; any thread reads.</summary>
internal sealed class SectorTable
{
    public const int Sector = 4096;
    private const int GrowBy = 1024;

    private volatile uint[] _checksums = [];
    private volatile int _count;

    /// <summary>Sectors up to the last one that was written.</summary>
    public int Count => _count;

    /// <summary>What a table holds of a sector; never 0, which stands for a sector that was not written.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> sector) => Crc32C.Of(sector) is not 0 and var checksum ? checksum : 1;

    public uint this[int sector] => sector < _count ? _checksums[sector] : 0;

    public static SectorTable Load(ReadOnlySpan<byte> bytes)
    {
        var checksums = MemoryMarshal.Cast<byte, uint>(bytes).ToArray();
        return new SectorTable { _checksums = checksums, _count = checksums.Length };
    }

    public void Set(int sector, uint checksum)
    {
        if (sector >= _checksums.Length)
        {
            var larger = _checksums;
            Array.Resize(ref larger, Math.Max(sector + 1, Math.Min(larger.Length * 2, larger.Length + (GrowBy * GrowBy))) + GrowBy);
            _checksums = larger;
        }

        _checksums[sector] = checksum;
        _count = Math.Max(_count, sector + 1);
    }

    /// <summary>The first <paramref name="sectors"/> checksums as they are stored.</summary>
    public byte[] Bytes(int sectors) => MemoryMarshal.AsBytes(_checksums.AsSpan(0, Math.Min(sectors, _count))).ToArray();
}
