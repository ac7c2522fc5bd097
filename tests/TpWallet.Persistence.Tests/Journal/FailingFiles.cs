using FASTER.core;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>A file system that fails when told to.</summary>
internal sealed class FailingFiles : JournalFileSystem
{
    public bool WritesFail { get; set; }

    public int FailedWrites { get; set; }

    /// <summary>How many more writes to open files succeed before one fails and every later one with it; null: all.</summary>
    public int? WritesLeft { get; set; }

    /// <summary>Whether half of the first one that fails is written.</summary>
    public bool WritesTear { get; set; }

    public long? Free { get; set; }

    /// <summary>Directories whose names were made durable, in order.</summary>
    public List<string> SyncedDirectories { get; } = [];

    /// <summary>How many more steps of a release succeed before one "crashes" and every later one with it; null: all.</summary>
    public int? StepsLeft { get; set; }

    /// <summary>Whether links can't be made, as across file systems.</summary>
    public bool LinksFail { get; set; }

    /// <summary>What reserving space for a segment throws; null: nothing.</summary>
    public IOException? ReserveFailure { get; set; }

    public override void Reserve(string path, long length)
    {
        base.Reserve(path, length);
        if (ReserveFailure is { } failure)
        {
            throw failure;
        }
    }

    public override void LinkOrCopy(string source, string target)
    {
        Step();
        if (LinksFail)
        {
            File.Copy(source, target, overwrite: true);
        }
        else
        {
            base.LinkOrCopy(source, target);
        }
    }

    public override void WriteDurably(string path, ReadOnlySpan<byte> bytes)
    {
        Step();
        base.WriteDurably(path, bytes);
    }

    public override void Rename(string source, string target)
    {
        Step();
        base.Rename(source, target);
    }

    public override void Delete(string path)
    {
        Step();
        base.Delete(path);
    }

    private void Step()
    {
        if (StepsLeft is { } left)
        {
            StepsLeft = left - 1;
            if (left <= 0)
            {
                throw new IOException("Crashed.");
            }
        }
    }

    public override void SyncDirectory(string directory)
    {
        Step();
        base.SyncDirectory(directory);
        lock (SyncedDirectories)
        {
            SyncedDirectories.Add(directory);
        }
    }

    public override BlockFile Open(string path, DurabilityMode durability) => new FailingFile(this, base.Open(path, durability));

    public override IDevice OpenLogDevice(string path, DurabilityMode durability) =>
        new FailingDevice(this, base.OpenLogDevice(path, durability), path);

    public override long FreeBytes(string directory) => Free ?? base.FreeBytes(directory);

    private sealed class FailingFile(FailingFiles files, BlockFile inner) : BlockFile
    {
        public override void Write(ReadOnlySpan<byte> bytes, long position)
        {
            if (files.WritesLeft is { } left)
            {
                files.WritesLeft = left - 1;
                if (left == 0 && files.WritesTear)
                {
                    inner.Write(bytes[..(bytes.Length / 2 / SealedBatch.BlockSize * SealedBatch.BlockSize)], position);
                }

                files.WritesFail |= left <= 0;
            }

            if (files.WritesFail)
            {
                files.FailedWrites++;
                throw new IOException("The disk failed.");
            }

            inner.Write(bytes, position);
        }

        public override void Dispose() => inner.Dispose();
    }

    private sealed class FailingDevice(FailingFiles files, IDevice inner, string path) : StorageDeviceBase(path, inner.SectorSize, inner.Capacity)
    {
        private const uint InputOutputError = 5;

        public override void Initialize(long segmentSize, LightEpoch epoch = null!, bool omitSegmentIdFromFileName = false)
        {
            base.Initialize(segmentSize, epoch, omitSegmentIdFromFileName);
            inner.Initialize(segmentSize, epoch, omitSegmentIdFromFileName);
        }

        public override void WriteAsync(IntPtr sourceAddress, int segmentId, ulong destinationAddress, uint numBytesToWrite,
            DeviceIOCompletionCallback callback, object context)
        {
            if (files.WritesFail)
            {
                files.FailedWrites++;
                callback(InputOutputError, 0, context);
                return;
            }

            inner.WriteAsync(sourceAddress, segmentId, destinationAddress, numBytesToWrite, callback, context);
        }

        public override void ReadAsync(int segmentId, ulong sourceAddress, IntPtr destinationAddress, uint readLength,
            DeviceIOCompletionCallback callback, object context) =>
            inner.ReadAsync(segmentId, sourceAddress, destinationAddress, readLength, callback, context);

        public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result)
        {
            files.Step();
            inner.RemoveSegmentAsync(segment, callback, result);
        }

        public override void Dispose() => inner.Dispose();
    }
}
