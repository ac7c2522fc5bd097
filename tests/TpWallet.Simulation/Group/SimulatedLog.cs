using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;
using TpWallet.Replication.Log;
using TpWallet.Replication.Views;
using TpWallet.Simulation.Broken;

namespace TpWallet.Simulation.Group;

/// <summary>The journal of one run of a process: what recovery makes of the disk's records, and what is appended since.</summary>
internal sealed class SimulatedLog : IReplicaLog
{
    private readonly SimulatedDisk _disk;
    private readonly List<(LogPosition End, byte[] Batch)> _batches = [];

    public SimulatedLog(SimulatedDisk disk, BrokenRule broken)
    {
        _disk = disk;
        var recovered = default(RecoveredState);
        foreach (var record in disk.Records)
        {
            if (record.Batch is { } batch)
            {
                Recover(batch, record.Position);
            }
            else if (record.CutAt is { } cut && broken != BrokenRule.SupersededByPosition)
            {
                Truncate(cut);
            }

            recovered = new RecoveredState(
                broken == BrokenRule.ForgottenEpoch ? 0 : Math.Max(recovered.AcceptedEpoch, record.Epoch),
                record.Committed ?? (record.Snapshot is null ? recovered.Committed : Later(record.Position, recovered.Committed)),
                record.View ?? recovered.HighestView);
        }

        Recovered = recovered;
        Snapshot = disk.Records.LastOrDefault(static record => record.Snapshot is not null);
        JournalId = disk.JournalId;
    }

    public Guid JournalId { get; }

    public RecoveredState Recovered { get; }

    /// <summary>The newest image of the state; null: none.</summary>
    public DiskRecord? Snapshot { get; }

    public LogPosition Base => default;

    public LogPosition Tail => _batches.Count == 0 ? default : _batches[^1].End;

    public long TailTimeMs => _batches.Count == 0 ? long.MinValue : MemoryMarshal.Read<SealedBatchHeader>(_batches[^1].Batch).TimeMs;

    public bool TryFindBoundary(ulong sequence, out LogPosition boundary)
    {
        var count = CountThrough(sequence);
        boundary = count == 0 ? default : _batches[count - 1].End;
        return true;
    }

    public bool TryReadNext(in LogPosition after, out ReadOnlyMemory<byte> batch)
    {
        var index = CountThrough(after.Sequence);
        batch = index < _batches.Count ? _batches[index].Batch : default;
        return index < _batches.Count;
    }

    public long Append(ReadOnlySpan<byte> batch, in Hash256 hash)
    {
        var header = MemoryMarshal.Read<SealedBatchHeader>(batch);
        if (header.FirstSequence != Tail.Sequence + 1 || header.PreviousHash != Tail.Hash)
        {
            throw new SimulationFailure($"a batch of sequence {header.FirstSequence} was appended behind {Tail}");
        }

        var end = new LogPosition(header.LastSequence, hash);
        var bytes = batch.ToArray();
        _batches.Add((end, bytes));
        return _disk.Append(new DiskRecord { Batch = bytes, Position = end });
    }

    public long AppendCut(ulong epoch, in LogPosition keep)
    {
        Truncate(keep);
        return _disk.Append(new DiskRecord { CutAt = keep });
    }

    public long AppendEpoch(ulong epoch) => _disk.Append(new DiskRecord { Epoch = epoch });

    public long AppendCommit(in LogPosition committed) => _disk.Append(new DiskRecord { Committed = committed });

    public long AppendView(View view) => _disk.Append(new DiskRecord { View = view });

    public void AppendSnapshot(in LogPosition position, byte[] image) => _disk.Append(new DiskRecord { Snapshot = image, Position = position });

    private static LogPosition Later(LogPosition one, LogPosition other) => one.Sequence > other.Sequence ? one : other;

    private void Truncate(LogPosition keep)
    {
        var count = CountThrough(keep.Sequence);
        _batches.RemoveRange(count, _batches.Count - count);
    }

    /// <summary>Only where cuts are missing does a batch stand in the place of others.</summary>
    private void Recover(byte[] batch, LogPosition end)
    {
        var first = MemoryMarshal.Read<SealedBatchHeader>(batch).FirstSequence;
        var index = CountThrough(first - 1);
        while (index < _batches.Count && MemoryMarshal.Read<SealedBatchHeader>(_batches[index].Batch).FirstSequence <= end.Sequence)
        {
            _batches.RemoveAt(index);
        }

        _batches.Insert(index, (end, batch));
    }

    private int CountThrough(ulong sequence)
    {
        int low = 0, high = _batches.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_batches[middle].End.Sequence <= sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
