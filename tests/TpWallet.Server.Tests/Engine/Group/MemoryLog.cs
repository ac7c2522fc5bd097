using System.Runtime.InteropServices;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Replication.Log;
using TpWallet.Replication.Views;

namespace TpWallet.Server.Tests.Engine.Group;

/// <summary>A log that holds what the test puts into it, and nothing else.</summary>
internal sealed class MemoryLog : IReplicaLog
{
    private readonly List<(LogPosition End, byte[] Bytes)> _batches = [];

    public Guid JournalId { get; } = Guid.NewGuid();

    public RecoveredState Recovered => default;

    public LogPosition Base => default;

    public LogPosition Tail => _batches.Count == 0 ? default : _batches[^1].End;

    public long TailTimeMs => _batches.Count == 0 ? long.MinValue : MemoryMarshal.Read<SealedBatchHeader>(_batches[^1].Bytes).TimeMs;

    /// <summary>Adds a batch of commands as another member's primary would have sequenced it.</summary>
    public JournalPosition Add(long timeMs, params ReadOnlySpan<Command> commands)
    {
        using var batch = new SealedBatch(commands.Length);
        foreach (ref readonly var command in commands)
        {
            batch.Append(command);
        }

        return Add(batch, timeMs);
    }

    /// <summary>Seals a batch and adds it.</summary>
    public JournalPosition Add(SealedBatch batch, long timeMs)
    {
        batch.Seal(Tail.Sequence + 1, timeMs, epoch: 1, Tail.Hash);
        _batches.Add((new LogPosition(batch.Header.LastSequence, batch.Hash), batch.Bytes.ToArray()));
        return new JournalPosition(batch.Header.LastSequence, batch.Hash, timeMs, 1);
    }

    public bool TryFindBoundary(ulong sequence, out LogPosition boundary)
    {
        boundary = _batches.LastOrDefault(batch => batch.End.Sequence <= sequence).End;
        return true;
    }

    public bool TryReadNext(in LogPosition after, out ReadOnlyMemory<byte> batch)
    {
        var sequence = after.Sequence;
        batch = _batches.FirstOrDefault(entry => entry.End.Sequence > sequence).Bytes;
        return !batch.IsEmpty;
    }

    public long Append(ReadOnlySpan<byte> batch, in Hash256 hash) => throw new NotSupportedException();

    public long AppendCut(ulong epoch, in LogPosition keep) => throw new NotSupportedException();

    public long AppendEpoch(ulong epoch) => throw new NotSupportedException();

    public long AppendCommit(in LogPosition committed) => throw new NotSupportedException();

    public long AppendView(View view) => throw new NotSupportedException();
}
