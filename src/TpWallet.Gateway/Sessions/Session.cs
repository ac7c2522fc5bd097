using TpWallet.Disruptor;
using TpWallet.Gateway.History;
using TpWallet.Messages;

namespace TpWallet.Gateway.Sessions;

/// <summary>
/// One client's conversation, whatever protocol it speaks. It keeps its place in the registry and its part of the window budget until it
/// has ended and every request it entered has come back; so a reply never meets another tenant, and the ring never holds more than was promised.
/// </summary>
internal abstract class Session(SessionRegistry registry)
{
    // One for the session itself, and one for each request in flight. Whoever takes the last gives place and window back.
    private int _holds = 1;
    private volatile bool _awaitsReplies;
    private volatile bool _hasEnded;

    /// <summary>Place in the registry, from 1.</summary>
    public uint Index { get; private set; }

    /// <summary>Which tenant of that place.</summary>
    public uint Generation { get; private set; }

    public SessionRights Rights { get; private set; }

    /// <summary>How many requests may be in flight; 0 before sign-on.</summary>
    public int Window { get; private set; }

    /// <summary>How many requests are in the ring and not yet answered. Only for a session that has not ended.</summary>
    public int InFlight => Volatile.Read(ref _holds) - 1;

    /// <summary>Whether the session is over, though requests of it may still be in flight.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>The last batch of replies that touched this session; the engine's own note.</summary>
    public long LastBatch { get; set; } = -1;

    /// <summary>Why no request may enter now; <see cref="ResultCode.None"/> when they may.</summary>
    public ResultCode Refusal => registry.Refusal;

    /// <summary>Whether this switch takes payments, or who does.</summary>
    public GroupRole Role => registry.Role;

    /// <summary>Where requests are looked up that the core may have forgotten.</summary>
    public IRequestHistory History => registry.History;

    /// <summary>What it speaks.</summary>
    public abstract SessionProtocol Protocol { get; }

    protected SessionRegistry Registry => registry;

    public void Seat(uint index, uint generation)
    {
        Index = index;
        Generation = generation;
    }

    /// <summary>Takes part of the window budget. False when none is left.</summary>
    public bool TrySignOn(SessionRights rights, int wantedWindow)
    {
        if (!registry.Windows.TryTake(wantedWindow, out var granted))
        {
            return false;
        }

        Rights = rights;
        Window = granted;
        return true;
    }

    /// <summary>Counts requests as in flight, before they are published.</summary>
    public void Enter(int requests) => Interlocked.Add(ref _holds, requests);

    /// <summary>Counts requests as answered, after their replies were written and before the client can see them.</summary>
    public void Answered(int requests)
    {
        var left = Interlocked.Add(ref _holds, -requests);
        if (left == 0)
        {
            registry.Release(this);
        }
        else if (left == 1 && _awaitsReplies)
        {
            Wake();
        }
    }

    /// <summary>Asks for a <see cref="Wake"/> when nothing is in flight any more.</summary>
    /// <returns>True when that is already so.</returns>
    public bool AwaitReplies()
    {
        _awaitsReplies = true;
        Interlocked.MemoryBarrier(); // the engine counts, then looks at the flag; here the flag is set, then the count is looked at
        return InFlight == 0;
    }

    /// <summary>No <see cref="Wake"/> is needed any more when nothing is in flight.</summary>
    public void StopAwaitingReplies() => _awaitsReplies = false;

    /// <summary>The session itself is over; its requests may still be in flight. Once.</summary>
    public void End()
    {
        _hasEnded = true;
        if (Interlocked.Decrement(ref _holds) == 0)
        {
            registry.Release(this);
        }
    }

    /// <summary>Engine: writes the replies of a range of slots, all of this session, and counts them as <see cref="Answered"/>. Never waits for
    /// the client, never throws.</summary>
    public abstract void WriteReplies(RingBuffer<Slot> ring, long first, int count);

    /// <summary>
    /// Engine: a range of slots, all of this session, was not sequenced and has no replies, because the switch ceased to be primary. Counts them
    /// as <see cref="Answered"/> and makes sure that the client notices.
    /// </summary>
    public abstract void Drop(RingBuffer<Slot> ring, long first, int count);

    /// <summary>Leaves the client without an answer to what is in flight, at once. Any thread; returns at once, never throws.</summary>
    public abstract void Cut();

    /// <summary>Counts requests that were answered with the <see cref="Refusal"/>.</summary>
    public void CountRefused(ResultCode refusal, int count = 1) => registry.CountRefused(refusal, count);

    /// <summary>Engine: sends what was written. Never blocks, never throws.</summary>
    public abstract void FlushReplies(long timestamp);

    /// <summary>Makes the session's reader look at its state again. Any thread; returns at once.</summary>
    public abstract void Wake();

    /// <summary>Looks at the session's timeouts, now and then until it has ended.</summary>
    public abstract void Sweep(long timestamp);
}
