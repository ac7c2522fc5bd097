using System.Collections.Concurrent;
using FASTER.core;
using TpWallet.Persistence.Events;

namespace TpWallet.Persistence.History;

/// <summary>
/// What the store writes to and reads from: plain files, and a checksum in memory for every sector. The store takes a read that failed, or zeros,
/// for "there is nothing"; so whatever is missing or altered is reported as damage before a read completes, and whoever looks something up asks for
/// damage afterwards.
/// </summary>
internal sealed unsafe class CheckedDevice(string path, SegmentFiles files, int firstNumber, HistoryDamage damage)
    : StorageDeviceBase(path, SectorTable.Sector, CapacityUnlimited)
{
    private const long CapacityUnlimited = -1;

    private readonly ConcurrentDictionary<int, SectorTable> _tables = new();
    private readonly Lock _writing = new();
    private int _first;
    private int _last = -1;

    /// <summary>The checksums of a segment; null: nothing of it was written.</summary>
    public SectorTable? TableOf(int segment) => _tables.GetValueOrDefault(segment);

    /// <summary>Takes over the checksums of a segment that is there.</summary>
    public void Load(int segment, SectorTable table)
    {
        _tables[segment] = table;
        _last = Math.Max(_last, segment);
    }

    /// <summary>Lets go of a segment before it is deleted: who still reads it was told that it is not retained.</summary>
    public void Forget(int segment)
    {
        Volatile.Write(ref _first, Math.Max(_first, segment + 1));
        _tables.TryRemove(segment, out _);
    }

    public override void WriteAsync(IntPtr sourceAddress, int segmentId, ulong destinationAddress, uint numBytesToWrite,
        DeviceIOCompletionCallback callback, object context)
    {
        var bytes = new ReadOnlySpan<byte>((void*)sourceAddress, (int)numBytesToWrite);
        try
        {
            if (destinationAddress % SectorTable.Sector != 0 || numBytesToWrite % SectorTable.Sector != 0)
            {
                throw new IOException($"{files.NameOf(firstNumber + segmentId)}: a write of {numBytesToWrite} bytes at {destinationAddress}.");
            }

            lock (_writing)
            {
                var table = _tables.GetOrAdd(segmentId, static _ => new SectorTable());
                var sector = (int)(destinationAddress / SectorTable.Sector);
                for (var at = 0; at < bytes.Length; at += SectorTable.Sector)
                {
                    table.Set(sector++, SectorTable.ChecksumOf(bytes.Slice(at, SectorTable.Sector)));
                }

                _last = Math.Max(_last, segmentId);
                files.Write(firstNumber + segmentId, bytes, (long)destinationAddress);
            }
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            // The store would wait forever for a page whose write failed. It goes on; history itself takes nothing any more.
            damage.ReportWriteFailure(reason);
        }

        callback(0, numBytesToWrite, context);
    }

    public override void ReadAsync(int segmentId, ulong sourceAddress, IntPtr destinationAddress, uint readLength,
        DeviceIOCompletionCallback callback, object context) =>
        ThreadPool.UnsafeQueueUserWorkItem(_ =>
        {
            Read(segmentId, (long)sourceAddress, new Span<byte>((void*)destinationAddress, (int)readLength));
            callback(0, readLength, context);
        }, null);

    /// <summary>Reads whole sectors; what was never written reads as zeros. Damage is reported, and reads as zeros.</summary>
    public void Read(int segment, long position, Span<byte> target)
    {
        var table = TableOf(segment);
        var known = (int)Math.Clamp(((table?.Count ?? 0) * (long)SectorTable.Sector) - position, 0, target.Length);
        target[known..].Clear();
        if (known < target.Length && segment < Volatile.Read(ref _last))
        {
            Report(segment, position + known, "the sectors that stood here are missing");
        }
        else if (known > 0 && !TryRead(segment, position, target[..known], table!, out _))
        {
            Reread(segment, position, target[..known], table!);
        }
    }

    /// <summary>Reads every sector of a segment and reports damage.</summary>
    public void Scrub(int segment)
    {
        var buffer = new byte[256 * SectorTable.Sector];
        var length = (TableOf(segment)?.Count ?? 0) * (long)SectorTable.Sector;
        for (var position = 0L; position < length; position += buffer.Length)
        {
            Read(segment, position, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - position)));
        }
    }

    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result) => callback(result);

    public override void Dispose()
    {
        // The files belong to whoever gave them.
    }

    /// <summary>Once more while nothing is written: a sector may have been rewritten between its bytes and its checksum.</summary>
    private void Reread(int segment, long position, Span<byte> target, SectorTable table)
    {
        lock (_writing)
        {
            if (!TryRead(segment, position, target, table, out var bad))
            {
                target.Clear();
                var length = files.LengthOf(firstNumber + segment);
                Report(segment, bad,
                    length < 0 ? "the file is missing" : bad >= length ? "the file is shorter than it was" : "the sector isn't what was written");
            }
        }
    }

    private void Report(int segment, long position, string finding)
    {
        if (segment >= Volatile.Read(ref _first))
        {
            damage.Report(files.NameOf(firstNumber + segment), position, finding);
        }
    }

    private bool TryRead(int segment, long position, Span<byte> target, SectorTable table, out long bad)
    {
        bad = position;
        int read;
        try
        {
            read = files.Read(firstNumber + segment, target, position);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        for (var at = 0; at < target.Length; at += SectorTable.Sector)
        {
            bad = position + at;
            if (at + SectorTable.Sector > read
                || SectorTable.ChecksumOf(target.Slice(at, SectorTable.Sector)) != table[(int)((position + at) / SectorTable.Sector)])
            {
                return false;
            }
        }

        return true;
    }
}
