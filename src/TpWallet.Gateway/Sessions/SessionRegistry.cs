using TpWallet.Gateway.History;
using TpWallet.Messages;

namespace TpWallet.Gateway.Sessions;

/// <summary>
/// All sessions of a switch, over all listeners: their places, their windows and their timeouts. One timer serves them all and runs
/// only while there are any, so that an idle switch stays parked.
/// </summary>
public sealed class SessionRegistry : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SessionLimits _limits;
    private readonly Session?[] _places;
    private readonly uint[] _generations;
    private readonly Stack<int> _free;
    private readonly ITimer _sweep;
    private int _sweeping;
    private int _count;

    /// <summary>Makes an empty registry.</summary>
    /// <param name="ringCapacity">Capacity of the ring that the sessions' requests enter, slots.</param>
    /// <param name="limits">Limits of all sessions together.</param>
    /// <param name="time">The clock of timeouts; the system's if null.</param>
    /// <param name="history">Where requests are looked up that the core may have forgotten; none if null: it forgets nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public SessionRegistry(int ringCapacity, SessionLimits limits, TimeProvider? time = null, IRequestHistory? history = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        limits.Validate(ringCapacity);
        _limits = limits;
        Time = time ?? TimeProvider.System;
        History = history ?? NoRequestHistory.Instance;
        Windows = new WindowBudget(ringCapacity - limits.ReservedSlots);
        _places = new Session?[limits.MaxSessions];
        _generations = new uint[limits.MaxSessions];
        _free = new Stack<int>(limits.MaxSessions);
        for (var place = limits.MaxSessions - 1; place >= 0; place--)
        {
            _free.Push(place);
        }

        _sweep = Time.CreateTimer(static registry => ((SessionRegistry)registry!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many sessions exist, those included that have ended and wait for their last replies.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many sessions may exist.</summary>
    public int Capacity => _places.Length;

    /// <summary>How many requests could still be promised to new sessions.</summary>
    public int WindowLeft => Windows.Left;

    /// <summary>What happened at the edge.</summary>
    public GatewayCounters Counters { get; } = new();

    /// <summary>Whether new requests may enter, over all listeners.</summary>
    public AcceptanceGate Gate { get; } = new();

    /// <summary>Whether this switch takes payments, or another member of its group does.</summary>
    public GroupRole Role { get; } = new();

    /// <summary>Why no request may enter now; <see cref="ResultCode.None"/> when they may.</summary>
    internal ResultCode Refusal => Role.IsLeading ? Gate.Refusal : ResultCode.NotPrimary;

    internal TimeProvider Time { get; }

    internal IRequestHistory History { get; }

    internal WindowBudget Windows { get; }

    internal RoomWaiters Room { get; } = new();

    /// <summary>
    /// Cuts every connection of a client at once, without a word: the outcome of what it has in flight is for it to ask. HTTP clients are told
    /// so. For a member that has ceased to be primary, after <see cref="GroupRole.Follow"/>. Returns at once.
    /// </summary>
    public void CutAll()
    {
        // Under the lock, so that a connection that is missed comes to its place behind this, and sees the role that was set before.
        lock (_gate)
        {
            foreach (var session in _places)
            {
                session?.Cut();
            }
        }
    }

    /// <summary>Stops the timers. Sessions that still exist are no longer timed.</summary>
    public void Dispose()
    {
        _sweep.Dispose();
        Room.Dispose();
    }

    /// <summary>Counts requests that were answered with the <see cref="Refusal"/>.</summary>
    internal void CountRefused(ResultCode refusal, int count = 1) =>
        Counters.Add(refusal == ResultCode.NotPrimary ? GatewayCounter.RequestsNotPrimary : GatewayCounter.RequestsHeldOff, count);

    /// <summary>Gives a session a place. False when all are taken.</summary>
    internal bool TryAdd(Session session)
    {
        lock (_gate)
        {
            if (!_free.TryPop(out var place))
            {
                return false;
            }

            session.Seat((uint)place + 1, ++_generations[place]);
            Volatile.Write(ref _places[place], session);
            if (++_count == 1)
            {
                _sweep.Change(_limits.SweepInterval, _limits.SweepInterval);
            }

            return true;
        }
    }

    /// <summary>The session that a reply belongs to; null when it is not there any more.</summary>
    internal Session? Find(uint index, uint generation)
    {
        var place = index - 1;
        var session = place < (uint)_places.Length ? Volatile.Read(ref _places[place]) : null;
        return session?.Generation == generation ? session : null;
    }

    /// <summary>Takes back the place and the window of a session that has ended and has nothing in flight.</summary>
    internal void Release(Session session)
    {
        Windows.Return(session.Window);
        lock (_gate)
        {
            var place = (int)session.Index - 1;
            Volatile.Write(ref _places[place], null);
            _free.Push(place);
            if (--_count == 0)
            {
                _sweep.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Sweep()
    {
        if (Interlocked.Exchange(ref _sweeping, 1) != 0)
        {
            return;
        }

        var now = Time.GetTimestamp();
        for (var place = 0; place < _places.Length; place++)
        {
            if (Volatile.Read(ref _places[place]) is { HasEnded: false } session)
            {
                session.Sweep(now);
            }
        }

        Volatile.Write(ref _sweeping, 0);
    }
}
