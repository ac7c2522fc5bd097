using TpWallet.Core.Idempotency;

namespace TpWallet.Server.Engine.History;

/// <summary>
/// What the core has forgotten, for other threads to see. They may see it late: what they conclude from that, the core refuses when it is no longer
/// true.
/// </summary>
internal sealed class PublishedWindow
{
    private ulong _evictedThrough;
    private long _evictedThroughTimeMs;
    private ulong _retainedFrom;

    /// <summary>Sequence of the newest request that was forgotten; 0: none was.</summary>
    public ulong EvictedThrough => Volatile.Read(ref _evictedThrough);

    /// <summary>When that one was applied, milliseconds since 1970-01-01 UTC.</summary>
    public long EvictedThroughTimeMs => Volatile.Read(ref _evictedThroughTimeMs);

    /// <summary>From which sequence on the core has been told that history holds everything.</summary>
    public ulong RetainedFrom => Volatile.Read(ref _retainedFrom);

    /// <summary>The core's thread: makes the present window visible.</summary>
    public void Publish(in IdempotencyWindow window)
    {
        if (window.EvictedThrough != _evictedThrough || window.RetainedFrom != _retainedFrom)
        {
            Volatile.Write(ref _evictedThroughTimeMs, window.EvictedThroughTimeMs);
            Volatile.Write(ref _evictedThrough, window.EvictedThrough);
            Volatile.Write(ref _retainedFrom, window.RetainedFrom);
        }
    }
}
