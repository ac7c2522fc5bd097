using System.Text;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>
/// Which message stood behind a command, by the command's position in the journal: the latest, as many as fit. Written by the engine alone,
/// without allocating; read on any thread.
/// </summary>
public sealed class IsoMessageLog
{
    private readonly Lock _gate = new();
    private readonly Entry[] _entries;

    /// <param name="capacity">How many are kept; positive.</param>
    internal IsoMessageLog(int capacity) => _entries = new Entry[capacity];

    /// <summary>Finds the message behind a command; null when it came otherwise, or is no longer kept.</summary>
    public IsoLoggedMessage? Find(ulong sequence)
    {
        lock (_gate)
        {
            var entry = _entries[sequence % (ulong)_entries.Length];
            return entry.Sequence != sequence || sequence == 0 ? null
                : new IsoLoggedMessage(sequence, entry.Link, entry.Mti.ToString(), entry.Card.ToString(), CodeOf(entry.Code));
        }
    }

    internal void Add(ulong sequence, string link, Mti mti, MaskedCard card, ReadOnlySpan<byte> code)
    {
        var packed = 0u;
        foreach (var character in code)
        {
            packed = (packed << 8) | character;
        }

        lock (_gate)
        {
            _entries[sequence % (ulong)_entries.Length] = new Entry(sequence, link, mti, card, packed);
        }
    }

    private static string CodeOf(uint packed)
    {
        Span<byte> code = [(byte)(packed >> 24), (byte)(packed >> 16), (byte)(packed >> 8), (byte)packed];
        return Encoding.ASCII.GetString(code.TrimStart((byte)0));
    }

    private readonly record struct Entry(ulong Sequence, string Link, Mti Mti, MaskedCard Card, uint Code);
}
