using TpWallet.Disruptor;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Engine.Snapshots;

namespace TpWallet.Server.Engine;

/// <summary>
/// First stage: makes whatever waits into one batch with its place in the journal, its time (never before the last batch's), its checksum
/// and the hash of the batch before. From here on its bytes never change. Hot path.
/// </summary>
internal sealed class SealStage : IStage<Slot>
{
    /// <summary>The epoch of a switch that has no replicas.</summary>
    public const ulong SingleNodeEpoch = 1;

    private readonly BatchQueue<SealedBatch> _queue;
    private readonly TimeProvider _time;
    private readonly CutPoint? _cut;
    private ulong _nextSequence;
    private long _lastTimeMs;
    private Hash256 _lastHash;

    public SealStage(BatchQueue<SealedBatch> queue, IJournal journal, TimeProvider time, CutPoint? cut = null)
    {
        _queue = queue;
        _time = time;
        _cut = cut;
        _nextSequence = journal.NextSequence;
        _lastTimeMs = journal.LastTimeMs;
        _lastHash = journal.LastHash;
    }

    public void OnBatch(RingBuffer<Slot> ring, long first, long last)
    {
        if ((ring[last].Command.Flags & CommandFlags.Linked) != 0)
        {
            throw new InvalidOperationException($"A batch would end at slot {last}, inside a chain: a producer has not published it whole.");
        }

        var batch = _queue.Rent();
        batch.Reset();
        _lastTimeMs = Math.Max(_lastTimeMs, _time.GetUtcNow().ToUnixTimeMilliseconds());
        for (var sequence = first; sequence <= last; sequence++)
        {
            ref var slot = ref ring[sequence];
            batch.Append(slot.Command);

            // The core takes a command's time from here: batches need no other way to be told apart downstream.
            slot.Reply.TimeMs = _lastTimeMs;
        }

        batch.Seal(_nextSequence, _lastTimeMs, SingleNodeEpoch, _lastHash);
        _nextSequence += (ulong)batch.Count;
        _lastHash = batch.Hash;
        _queue.Enqueue();
        _cut?.OnSealed(last, new JournalPosition(_nextSequence - 1, _lastHash, _lastTimeMs, SingleNodeEpoch));
    }
}
