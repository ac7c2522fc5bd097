namespace TpWallet.Aeron.Publications;

/// <summary>The ranges sent again a moment ago, so that repeated NAKs of them don't cause a storm.</summary>
internal sealed class RetransmitHistory(long lingerNanos)
{
    private const int Capacity = 16;
    private readonly Range[] _ranges = new Range[Capacity];

    internal enum Verdict
    {
        Send,
        Suppress,
        Overflow,
    }

    /// <summary>Whether a range is to be sent again now; if so it is remembered.</summary>
    public Verdict Admit(long from, long to, long now)
    {
        var free = -1;
        for (var i = 0; i < Capacity; i++)
        {
            ref var range = ref _ranges[i];
            if (range.Expiry <= now)
            {
                free = i;
            }
            else if (from < range.To && range.From < to)
            {
                return Verdict.Suppress;
            }
        }

        if (free < 0)
        {
            return Verdict.Overflow;
        }

        _ranges[free] = new Range(from, to, now + lingerNanos);
        return Verdict.Send;
    }

    private readonly record struct Range(long From, long To, long Expiry);
}
