using FASTER.core;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>A file system that fails when told to.</summary>
internal sealed class FailingFiles : JournalFileSystem
{
    public bool WritesFail { get; set; }

    public int FailedWrites { get; set; }

    public long? Free { get; set; }

    /// <summary>Directories whose names were made durable, in order.</summary>
    public List<string> SyncedDirectories { get; } = [];

    public override void SyncDirectory(string directory)
    {
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

        public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result) =>
            inner.RemoveSegmentAsync(segment, callback, result);

        public override void Dispose() => inner.Dispose();
    }
}
