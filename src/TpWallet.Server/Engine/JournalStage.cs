using TpWallet.Disruptor;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;

namespace TpWallet.Server.Engine;

/// <summary>Second stage: makes sealed batches durable. Nothing behind it sees a command that is not. Hot path.</summary>
internal sealed class JournalStage : IStage<Slot>, IStageLifecycle
{
    private readonly BatchQueue<SealedBatch> _queue;
    private readonly IJournal _journal;
    private long _durable = -1;
    private long _batches;
    private long _bytes;

    public JournalStage(BatchQueue<SealedBatch> queue, IJournal journal)
    {
        _queue = queue;
        _journal = journal;
    }

    /// <summary>Batches made durable since the start.</summary>
    public long Batches => Volatile.Read(ref _batches);

    /// <summary>Bytes of those batches.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public void OnStart()
    {
    }

    public void OnBatch(RingBuffer<Slot> ring, long first, long last)
    {
        // With a thread for each stage a range may end inside a sealed batch; the batch is written whole, ahead of the next range.
        while (_durable < last)
        {
            var batch = _queue.Peek() ?? throw new InvalidOperationException($"Slot {last} passed the seal without a batch.");
            _journal.Append(batch);
            _durable += batch.Count;
            Volatile.Write(ref _bytes, _bytes + batch.Bytes.Length);
            _queue.Dequeue();
            Volatile.Write(ref _batches, _batches + 1);
        }
    }

    public void OnStop() => _queue.Abandon();
}
