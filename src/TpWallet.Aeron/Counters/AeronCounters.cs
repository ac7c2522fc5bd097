namespace TpWallet.Aeron.Counters;

/// <summary>The counters of an endpoint. They only grow; any thread may read them at any time.</summary>
public sealed class AeronCounters
{
    private static readonly AeronCounter[] Names = Enum.GetValues<AeronCounter>();
    private readonly long[] _values = new long[Names.Length];

    /// <summary>All counters and their current values, for metrics.</summary>
    public IEnumerable<KeyValuePair<AeronCounter, long>> Values
    {
        get
        {
            foreach (var name in Names)
            {
                yield return KeyValuePair.Create(name, this[name]);
            }
        }
    }

    /// <summary>The current value of a counter.</summary>
    public long this[AeronCounter counter] => Volatile.Read(ref _values[(int)counter]);

    /// <summary>Adds on the event loop, the only writer of most counters.</summary>
    internal void Add(AeronCounter counter, long amount = 1)
    {
        ref var value = ref _values[(int)counter];
        Volatile.Write(ref value, value + amount);
    }

    /// <summary>Adds on a thread of the application, of which there may be several.</summary>
    internal void AddShared(AeronCounter counter) => Interlocked.Increment(ref _values[(int)counter]);
}
