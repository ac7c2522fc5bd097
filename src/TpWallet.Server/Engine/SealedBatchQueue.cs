using TpWallet.Persistence.Journal;

namespace TpWallet.Server.Engine;

/// <summary>
/// Sealed batches on their way from the seal stage to the journal stage: a few buffers that go round. One thread fills, one drains; they may be
/// the same thread, which then never finds the queue full.
/// </summary>
internal sealed class SealedBatchQueue : IDisposable
{
    private readonly SealedBatch[] _batches;
    private long _filled;
    private long _drained;
    private volatile bool _abandoned;

    /// <param name="length">How many batches may wait.</param>
    /// <param name="maxCommands">Commands in one batch, at most.</param>
    public SealedBatchQueue(int length, int maxCommands)
    {
        _batches = new SealedBatch[length];
        for (var index = 0; index < length; index++)
        {
            _batches[index] = new SealedBatch(maxCommands);
        }
    }

    /// <summary>The next buffer to fill; waits while all are full.</summary>
    /// <exception cref="OperationCanceledException">Nobody drains any more.</exception>
    public SealedBatch Rent()
    {
        var spin = new SpinWait();
        while (_filled - Volatile.Read(ref _drained) == _batches.Length)
        {
            if (_abandoned)
            {
                throw new OperationCanceledException("The journal stage has ended.");
            }

            spin.SpinOnce();
        }

        var batch = _batches[_filled % _batches.Length];
        batch.Reset();
        return batch;
    }

    /// <summary>Hands over the buffer that was rented. Release: what was written into it is visible to the one who peeks.</summary>
    public void Enqueue() => Volatile.Write(ref _filled, _filled + 1);

    /// <summary>The oldest batch that waits, or null.</summary>
    public SealedBatch? Peek() => Volatile.Read(ref _filled) == _drained ? null : _batches[_drained % _batches.Length];

    /// <summary>Gives the oldest batch's buffer back.</summary>
    public void Dequeue() => Volatile.Write(ref _drained, _drained + 1);

    /// <summary>Wakes a waiting <see cref="Rent"/> for good.</summary>
    public void Abandon() => _abandoned = true;

    public void Dispose()
    {
        foreach (var batch in _batches)
        {
            batch.Dispose();
        }
    }
}
