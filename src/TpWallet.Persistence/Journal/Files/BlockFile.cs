namespace TpWallet.Persistence.Journal.Files;

/// <summary>A file written in whole blocks; an append costs one call through this seam, which tests use to make the disk fail.</summary>
internal abstract class BlockFile : IDisposable
{
    /// <summary>Writes all bytes at <paramref name="position"/>; in <see cref="DurabilityMode.Fsync"/> they are durable when it returns.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes, long position);

    public abstract void Dispose();
}
