namespace TpWallet.Server.Engine;

/// <summary>
/// Batches on their way from one thread to another: a few buffers that go round. One thread fills and waits while all are full, so that the next
/// batch is the larger; one drains and never waits. They may be the same thread, if it drains before it fills again. Hot path: allocates nothing.
/// </summary>
/// <typeparam name="T">A buffer.</typeparam>
internal sealed class BatchQueue<T> : IDisposable
    where T : class, IDisposable
{
    private const int Spins = 10;

    private readonly T[] _batches;
    private readonly string _drainer;
    private readonly ManualResetEventSlim _room = new(initialState: false, Spins);
    private long _filled;
    private long _drained;
    private volatile bool _abandoned;

    /// <param name="length">How many batches may wait.</param>
    /// <param name="create">Makes a buffer; called once for each.</param>
    /// <param name="drainer">Who drains, as the failure of <see cref="Rent"/> names it.</param>
    public BatchQueue(int length, Func<T> create, string drainer)
    {
        _batches = new T[length];
        for (var index = 0; index < length; index++)
        {
            _batches[index] = create();
        }

        _drainer = drainer;
    }

    /// <summary>The next buffer to fill, as it was left when it was drained; waits while all are full.</summary>
    /// <exception cref="OperationCanceledException">Nobody drains any more.</exception>
    public T Rent()
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
                throw new OperationCanceledException($"{_drainer} has ended.");
            }
        }

        return _batches[_filled % _batches.Length];
    }

    /// <summary>Hands over the buffer that was rented. Release: what was written into it is visible to the one who peeks.</summary>
    public void Enqueue() => Volatile.Write(ref _filled, _filled + 1);

    /// <summary>The oldest batch that waits, or null.</summary>
    public T? Peek() => Volatile.Read(ref _filled) == _drained ? null : _batches[_drained % _batches.Length];

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
