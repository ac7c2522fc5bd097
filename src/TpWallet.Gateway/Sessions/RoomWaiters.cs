namespace TpWallet.Gateway.Sessions;

/// <summary>
/// Sessions whose claim found the ring full. They try again after the next batch of replies; or a millisecond later, because that batch's
/// slots become free only after its last stage has returned, and there may be no batch after it.
/// </summary>
internal sealed class RoomWaiters : IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly List<Session> _waiting = [];
    private readonly Timer _retry;
    private int _count;

    public RoomWaiters() => _retry = new Timer(static waiters => ((RoomWaiters)waiters!).WakeAll(), this, Timeout.InfiniteTimeSpan,
        Timeout.InfiniteTimeSpan);

    public void Add(Session session)
    {
        lock (_gate)
        {
            _waiting.Add(session);
            Volatile.Write(ref _count, _waiting.Count);
            _retry.Change(RetryInterval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Costs the engine one read while nobody waits.</summary>
    public void WakeAll()
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var session in _waiting)
            {
                session.Wake();
            }

            _waiting.Clear();
            Volatile.Write(ref _count, 0);
        }
    }

    public void Dispose() => _retry.Dispose();
}
