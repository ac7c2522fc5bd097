using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Tests.Snapshots;

/// <summary>A disk that fails, or says something else than was written, when told to.</summary>
internal sealed class FaultyDisk : JournalFileSystem
{
    /// <summary>The message of the system when the disk is full.</summary>
    public const string NoSpace = "No space left on device (error 28).";

    public long? Free { get; set; }

    /// <summary>Called before the free space is told.</summary>
    public Action? OnFree { get; set; }

    /// <summary>Called before each write, with its position.</summary>
    public Action<long>? OnWrite { get; set; }

    /// <summary>Called after each read, with its position and what was read.</summary>
    public Action<long, byte[]>? OnRead { get; set; }

    public Action<string>? OnSync { get; set; }

    public Action<string>? OnSyncDirectory { get; set; }

    /// <summary>Bytes that stand in for every file.</summary>
    public byte[]? Content { get; set; }

    public override long FreeBytes(string directory)
    {
        OnFree?.Invoke();
        return Free ?? base.FreeBytes(directory);
    }

    public override BlockFile OpenUnsynced(string path) => new FaultyFile(this, base.OpenUnsynced(path));

    public override BlockReader OpenReader(string path) =>
        Content is not null ? new MemoryReader(Content) : new FaultyReader(this, base.OpenReader(path));

    public override void Sync(string path)
    {
        OnSync?.Invoke(path);
        base.Sync(path);
    }

    public override void SyncDirectory(string directory)
    {
        OnSyncDirectory?.Invoke(directory);
        base.SyncDirectory(directory);
    }

    private sealed class FaultyFile(FaultyDisk disk, BlockFile inner) : BlockFile
    {
        public override void Write(ReadOnlySpan<byte> bytes, long position)
        {
            disk.OnWrite?.Invoke(position);
            inner.Write(bytes, position);
        }

        public override void Dispose() => inner.Dispose();
    }

    private sealed class FaultyReader(FaultyDisk disk, BlockReader inner) : BlockReader
    {
        public override long Length => inner.Length;

        public override void Read(Span<byte> target, long position)
        {
            inner.Read(target, position);
            if (disk.OnRead is { } onRead)
            {
                var bytes = target.ToArray();
                onRead(position, bytes);
                bytes.CopyTo(target);
            }
        }

        public override void Dispose() => inner.Dispose();
    }

    private sealed class MemoryReader(byte[] content) : BlockReader
    {
        public override long Length => content.Length;

        public override void Read(Span<byte> target, long position) => content.AsSpan((int)position, target.Length).CopyTo(target);

        public override void Dispose()
        {
        }
    }
}
