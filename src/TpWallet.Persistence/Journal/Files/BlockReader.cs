namespace TpWallet.Persistence.Journal.Files;

/// <summary>Reads a file in whole blocks; a seam that tests use to make the disk fail or to alter what it says.</summary>
internal abstract class BlockReader : IDisposable
{
    /// <summary>Length of the file when it was opened, bytes.</summary>
    public abstract long Length { get; }

    /// <summary>
    /// Fills <paramref name="target"/> from <paramref name="position"/>. Both, and the memory, lie at multiples of a block; all bytes must be there.
    /// </summary>
    /// <exception cref="IOException">The disk failed, or the file ends before.</exception>
    public abstract void Read(Span<byte> target, long position);

    public abstract void Dispose();
}
