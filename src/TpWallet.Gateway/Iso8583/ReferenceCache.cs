using TpWallet.Messages;

namespace TpWallet.Gateway.Iso8583;

/// <summary>
/// The latest payments by acquirer, retrieval reference and terminal, as many as fit: a hint that spares a search of history. Any thread; allocates
/// nothing.
/// </summary>
internal sealed class ReferenceCache
{
    private const int Ways = 8;
    private const int Stripes = 64;

    private readonly Entry[] _entries;
    private readonly byte[] _oldest;
    private readonly Lock[] _stripes = [.. Enumerable.Range(0, Stripes).Select(static _ => new Lock())];

    /// <param name="capacity">A power of two, at least 64.</param>
    public ReferenceCache(int capacity)
    {
        _entries = new Entry[capacity];
        _oldest = new byte[capacity / Ways];
    }

    /// <summary>Remembers a payment; one of the oldest of the same place in the table gives way.</summary>
    public void Add(uint participant, ulong reference, ulong terminal, in RequestId id)
    {
        var place = PlaceOf(participant, reference, terminal);
        lock (_stripes[place % Stripes])
        {
            var ways = _entries.AsSpan(place * Ways, Ways);
            var way = IndexOf(ways, participant, reference, terminal);
            if (way < 0)
            {
                way = _oldest[place];
                _oldest[place] = (byte)((way + 1) % Ways);
            }

            ways[way] = new Entry(reference, terminal, id, participant);
        }
    }

    /// <summary>The request id of the latest such payment.</summary>
    public bool TryFind(uint participant, ulong reference, ulong terminal, out RequestId id)
    {
        var place = PlaceOf(participant, reference, terminal);
        lock (_stripes[place % Stripes])
        {
            var ways = _entries.AsSpan(place * Ways, Ways);
            var way = IndexOf(ways, participant, reference, terminal);
            id = way < 0 ? default : ways[way].Id;
            return way >= 0;
        }
    }

    private static int IndexOf(Span<Entry> ways, uint participant, ulong reference, ulong terminal)
    {
        for (var way = 0; way < ways.Length; way++)
        {
            ref readonly var entry = ref ways[way];
            if (entry.Reference == reference && entry.Terminal == terminal && entry.Participant == participant && !entry.Id.IsNone)
            {
                return way;
            }
        }

        return -1;
    }

    private int PlaceOf(uint participant, ulong reference, ulong terminal)
    {
        var high = Math.BigMul(reference ^ 0x9E37_79B9_7F4A_7C15, terminal ^ ((ulong)participant << 32) ^ 0xD6E8_FEB8_6659_FD93, out var low);
        return (int)((high ^ low) % (ulong)_oldest.Length);
    }

    private readonly record struct Entry(ulong Reference, ulong Terminal, RequestId Id, uint Participant);
}
