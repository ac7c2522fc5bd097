namespace TpWallet.Gateway.Iso8583;

/// <summary>The latest messages that were out of the ordinary, as many as fit. Any thread.</summary>
public sealed class IsoIncidents
{
    private readonly Lock _gate = new();
    private readonly IsoIncident[] _latest;
    private long _count;

    /// <param name="capacity">How many are kept; positive.</param>
    internal IsoIncidents(int capacity) => _latest = new IsoIncident[capacity];

    /// <summary>How many there have been since the start.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Those that are kept, the latest first.</summary>
    public IReadOnlyList<IsoIncident> Latest()
    {
        lock (_gate)
        {
            var kept = (int)Math.Min(_count, _latest.Length);
            var list = new IsoIncident[kept];
            for (var index = 0; index < kept; index++)
            {
                list[index] = _latest[(_count - 1 - index) % _latest.Length];
            }

            return list;
        }
    }

    internal void Add(IsoIncident incident)
    {
        lock (_gate)
        {
            _latest[_count++ % _latest.Length] = incident;
        }
    }
}
