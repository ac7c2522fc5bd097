using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Snapshots;

/// <summary>Where the parts of a snapshot lie: header, blocks of the image, table of their checksums, trailer; each padded to 4 KiB.</summary>
internal readonly record struct SnapshotLayout(long ImageLength)
{
    /// <summary>Bytes of a block of the image; the last one may be shorter.</summary>
    public const int BlockLength = 1 << 20;

    /// <summary>Longest image that the format takes, bytes: 4 TiB.</summary>
    public const long ImageLengthMax = 1L << 42;

    /// <summary>Bytes of the blocks in which header and trailer stand.</summary>
    public const int FrameLength = SealedBatch.BlockSize;

    public int BlockCount => (int)((ImageLength + BlockLength - 1) / BlockLength);

    /// <summary>Bytes of the longest block.</summary>
    public int LongestBlock => (int)Padded(Math.Min(ImageLength, BlockLength));

    public int TableLength => (int)Padded((long)BlockCount * sizeof(uint));

    public long TablePosition => FrameLength + Padded(ImageLength);

    public long TrailerPosition => TablePosition + TableLength;

    public long FileLength => TrailerPosition + FrameLength;

    public static long PositionOf(int block) => FrameLength + ((long)block * BlockLength);

    /// <summary>Bytes of the image in a block.</summary>
    public int UsedLengthOf(int block) => (int)Math.Min(BlockLength, ImageLength - ((long)block * BlockLength));

    /// <summary>Bytes of a block in the file: with the zeros behind the image.</summary>
    public int LengthOf(int block) => (int)Padded(UsedLengthOf(block));

    private static long Padded(long length) => (length + SealedBatch.BlockSize - 1) / SealedBatch.BlockSize * SealedBatch.BlockSize;
}
