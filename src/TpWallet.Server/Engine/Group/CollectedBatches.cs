namespace TpWallet.Server.Engine.Group;

/// <summary>
/// Batches between the ring and the group's agent: a few buffers that go round. One thread fills and waits when all are full, so that the next batch
/// is the larger; the other drains and never waits. Hot path: allocates nothing.
/// </summary>
internal sealed class CollectedBatches : IDisposable
{
    private const int Spins = 10;

    private readonly CollectedBatch[] _batches;
    private readonly ManualResetEventSlim _room = new(initialState: false, Spins);
    private long _filled;
    private long _drained;
    private volatile bool _abandoned;

    /// <param name="length">How many batches may wait.</param>
    /// <param name="maxCommands">Commands in one batch, at most.</param>
    public CollectedBatches(int length, int maxCommands)
    {
        _batches = new CollectedBatch[length];
        for (var index = 0; index < length; index++)
        {
            _batches[index] = new CollectedBatch(maxCommands);
        }
    }

    /// <summary>Whether none waits.</summary>
    public bool IsEmpty => Volatile.Read(ref _filled) == Volatile.Read(ref _drained);

    /// <summary>The next buffer to fill; waits while all are full.</summary>
    /// <exception cref="OperationCanceledException">Nobody drains any more.</exception>
    public CollectedBatch Rent()
    {
        while (_filled - Volatile.Read(ref _drained) == _batches.Length)
        {
            _room.Reset();
            if (_filled - Volatile.Read(ref _drained) == _batches.Length && !_abandoned)
            {
                _room.Wait();
            }

            if (_abandoned)
            {
                throw new OperationCanceledException("The group's agent has ended.");
            }
        }

        var batch = _batches[_filled % _batches.Length];
        batch.Batch.Reset();
        return batch;
    }

    /// <summary>Hands over the buffer that was rented. Release: what was written into it is visible to the one who peeks.</summary>
    public void Enqueue() => Volatile.Write(ref _filled, _filled + 1);

    /// <summary>The oldest batch that waits, or null.</summary>
    public CollectedBatch? Peek() => Volatile.Read(ref _filled) == _drained ? null : _batches[_drained % _batches.Length];

    /// <summary>Gives the oldest batch's buffer back.</summary>
    public void Dequeue()
    {
        Volatile.Write(ref _drained, _drained + 1);
        _room.Set();
    }

    /// <summary>Wakes a waiting <see cref="Rent"/> for good.</summary>
    public void Abandon()
    {
        _abandoned = true;
        _room.Set();
    }

    public void Dispose()
    {
        foreach (var batch in _batches)
        {
            batch.Dispose();
        }

        _room.Dispose();
    }
}
