using System.Collections.Concurrent;
using TpWallet.Disruptor;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Engine.Snapshots;

namespace TpWallet.Server.Engine.Group;

/// <summary>
/// Second stage of a member of a group: holds the core back until it is known of each command whether it is committed, and says which slots of the
/// range are to be applied. Its other half is called by the agent, which is told nothing in return. Hot path.
/// </summary>
internal sealed class CommitGate : IStage<Slot>, ICommittedRuns, IDisposable
{
    private const int Spins = 10;

    private readonly ConcurrentQueue<Verdict> _verdicts = new();
    private readonly ConcurrentQueue<(long LastSlot, JournalPosition End)> _fed = new();
    private readonly ManualResetEventSlim _news = new(initialState: false, Spins);
    private readonly List<SlotRange> _runs = [];
    private readonly CutPoint? _cut;
    private readonly PositionCell _position;
    private JournalPosition _end;
    private long _batches;
    private long _bytes;
    private volatile bool _ended;

    /// <param name="position">Through where the core's state was recovered.</param>
    /// <param name="cut">Where the next snapshot is taken.</param>
    public CommitGate(in JournalPosition position, CutPoint? cut)
    {
        _end = position;
        _position = new PositionCell(position);
        _cut = cut;
    }

    /// <summary>The end of the last batch that was let through. Any thread.</summary>
    public JournalPosition Position => _position.Read();

    /// <summary>Batches let through since the start. Any thread.</summary>
    public long Batches => Volatile.Read(ref _batches);

    /// <summary>Bytes of those batches. Any thread.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <inheritdoc/>
    public IReadOnlyList<SlotRange> Runs => _runs;

    /// <summary>Agent: what became of the oldest batch without verdict.</summary>
    public void Tell(in Verdict verdict)
    {
        _verdicts.Enqueue(verdict);
        _news.Set();
    }

    /// <summary>Agent, before it publishes them: slots through this one hold the rest of a committed batch of the log.</summary>
    public void Announce(long lastSlot, in JournalPosition end) => _fed.Enqueue((lastSlot, end));

    /// <summary>Agent: there will be no more verdicts.</summary>
    public void End()
    {
        _ended = true;
        _news.Set();
    }

    public void OnBatch(RingBuffer<Slot> ring, long first, long last)
    {
        _runs.Clear();
        for (var slot = first; slot <= last;)
        {
            var end = SlotRun.EndOf(ring, slot, last);
            switch (ring[slot].Edge.Origin)
            {
                case SlotOrigin.Log:
                    Add(slot, end);
                    PassFed(end);
                    break;
                case SlotOrigin.Marker:
                    _cut?.OnSealed(end, _end);
                    break;
                default:
                    end = Decide(ring, slot, end);
                    break;
            }

            slot = end + 1;
        }
    }

    public void Dispose() => _news.Dispose();

    /// <summary>Follows the verdict on the batch that a slot belongs to, as far as the range reaches.</summary>
    private long Decide(RingBuffer<Slot> ring, long first, long last)
    {
        var verdict = Await();
        var end = Math.Min(last, verdict.LastSlot);
        if (first < verdict.FirstSlot || first > verdict.LastSlot)
        {
            throw new InvalidOperationException($"The verdict on slots {verdict.FirstSlot} to {verdict.LastSlot} came to slot {first}.");
        }

        for (var slot = first; slot <= end; slot++)
        {
            if (verdict.IsCommitted)
            {
                ring[slot].Reply.TimeMs = verdict.End.TimeMs;
            }
            else
            {
                ring[slot].Reply = default; // without a result: whoever waits is cut off, not answered
            }
        }

        if (verdict.IsCommitted)
        {
            Add(first, end);
        }

        if (end == verdict.LastSlot)
        {
            _verdicts.TryDequeue(out _);
            if (verdict.IsCommitted)
            {
                Pass(end, verdict.End);
            }
        }

        return end;
    }

    private Verdict Await()
    {
        while (true)
        {
            if (_verdicts.TryPeek(out var verdict))
            {
                return verdict;
            }

            _news.Reset();
            if (!_verdicts.IsEmpty)
            {
                continue;
            }

            if (_ended)
            {
                throw new OperationCanceledException("The group's agent has ended.");
            }

            _news.Wait();
        }
    }

    private void PassFed(long lastSlot)
    {
        while (_fed.TryPeek(out var batch) && batch.LastSlot <= lastSlot)
        {
            _fed.TryDequeue(out _);
            Pass(batch.LastSlot, batch.End);
        }
    }

    private void Pass(long lastSlot, in JournalPosition end)
    {
        Volatile.Write(ref _bytes, _bytes + SealedBatch.LengthOf((int)(end.Sequence - _end.Sequence)));
        Volatile.Write(ref _batches, _batches + 1);
        _end = end;
        _position.Write(end);
        _cut?.OnSealed(lastSlot, end);
    }

    private void Add(long first, long last)
    {
        if (_runs.Count > 0 && _runs[^1].Last + 1 == first)
        {
            _runs[^1] = _runs[^1] with { Last = last };
        }
        else
        {
            _runs.Add(new SlotRange(first, last));
        }
    }
}
