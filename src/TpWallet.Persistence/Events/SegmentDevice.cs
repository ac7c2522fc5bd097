using FASTER.core;

namespace TpWallet.Persistence.Events;

/// <summary>
/// What a FasterLog writes to: plain files, written by the thread that appends; that they are durable is the log's own business. A failure is kept,
/// because FASTER passes on no more than a number.
/// </summary>
internal sealed unsafe class SegmentDevice(string path, SegmentFiles files) : StorageDeviceBase(path, Sector, CapacityUnlimited)
{
    public const int Sector = 4096;
    private const long CapacityUnlimited = -1;
    private const uint InputOutputError = 5;

    /// <summary>Why a write or read failed; null: none did.</summary>
    public Exception? Failure { get; private set; }

    public override void WriteAsync(IntPtr sourceAddress, int segmentId, ulong destinationAddress, uint numBytesToWrite,
        DeviceIOCompletionCallback callback, object context)
    {
        try
        {
            files.Write(segmentId, new ReadOnlySpan<byte>((void*)sourceAddress, (int)numBytesToWrite), (long)destinationAddress);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            Failure = reason;
            callback(InputOutputError, 0, context);
            return;
        }

        callback(0, numBytesToWrite, context);
    }

    /// <summary>Only when a log is opened: the page that it ends in. What lies behind the end of the file reads as zeros.</summary>
    public override void ReadAsync(int segmentId, ulong sourceAddress, IntPtr destinationAddress, uint readLength,
        DeviceIOCompletionCallback callback, object context)
    {
        try
        {
            var target = new Span<byte>((void*)destinationAddress, (int)readLength);
            var read = files.LengthOf(segmentId) < 0 ? 0 : files.Read(segmentId, target, (long)sourceAddress);
            target[read..].Clear();
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            Failure = reason;
            callback(InputOutputError, 0, context);
            return;
        }

        callback(0, readLength, context);
    }

    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result)
    {
        files.Delete(segment);
        callback(result);
    }

    public override void Dispose()
    {
        // The files belong to whoever gave them.
    }
}
