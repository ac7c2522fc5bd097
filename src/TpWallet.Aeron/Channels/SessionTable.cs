namespace TpWallet.Aeron.Channels;

/// <summary>Sessions without an image, and until when they are left alone. Bounded: a flood of made-up ones costs nothing.</summary>
internal sealed class SessionTable
{
    private const int Capacity = 64;
    private readonly Entry[] _entries = new Entry[Capacity];

    internal enum Standing
    {
        Unknown,

        // Its SETUP was asked for.
        Pending,

        // It ended here, or was refused.
        Ended,
    }

    public Standing Find(int streamId, int sessionId, long now)
    {
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (entry.SessionId == sessionId && entry.StreamId == streamId && entry.Expiry > now)
            {
                return entry.Standing;
            }
        }

        return Standing.Unknown;
    }

    /// <summary>Remembers a session until a time.</summary>
    /// <returns>False when there is no room: nothing has expired, and only an ended session may take a pending one's place.</returns>
    public bool TryRemember(int streamId, int sessionId, Standing standing, long expiry, long now)
    {
        var place = -1;
        for (var i = 0; i < Capacity; i++)
        {
            ref var entry = ref _entries[i];
            if (entry.SessionId == sessionId && entry.StreamId == streamId)
            {
                place = i;
                break;
            }

            if (entry.Expiry <= now || (place < 0 && standing == Standing.Ended && entry.Standing == Standing.Pending))
            {
                place = i;
            }
        }

        if (place < 0)
        {
            return false;
        }

        _entries[place] = new Entry(streamId, sessionId, standing, expiry);
        return true;
    }

    private readonly record struct Entry(int StreamId, int SessionId, Standing Standing, long Expiry);
}
