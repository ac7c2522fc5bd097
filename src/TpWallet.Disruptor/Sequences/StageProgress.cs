using TpWallet.Disruptor.Waiting;

namespace TpWallet.Disruptor.Sequences;

/// <summary>How far a stage's thread has come. The next stage follows it; that of the last stage gates the producers.</summary>
internal sealed class StageProgress : ISequenceSource
{
    private readonly IWaitStrategy _waitStrategy;
    private readonly Sequence _done = new(-1);
    private bool _ended;

    internal StageProgress(IWaitStrategy waitStrategy) => _waitStrategy = waitStrategy;

    public WaitPoint Changed { get; } = new();

    /// <summary>The highest sequence that is done, -1 at first. Read with acquire.</summary>
    internal long Done => _done.Value;

    public long HighestAvailable(long next, long limit) => Math.Min(_done.Value, limit);

    public bool EndsBefore(long next) => Volatile.Read(ref _ended);

    /// <summary>Gives everything up to <paramref name="last"/> to whoever follows.</summary>
    internal void Advance(long last)
    {
        // Release: the stage's reads and writes of the slots stay before it, so a follower sees the writes and a producer can't
        // overwrite what is still being read. The signal brings the full fence that a parked follower needs.
        _done.SetRelease(last);
        _waitStrategy.Signal(Changed);
    }

    /// <summary>Says that this thread has ended; a follower still takes what is done, then ends too.</summary>
    internal void End()
    {
        // Release: a follower that sees the end sees the last advance, which came before it.
        Volatile.Write(ref _ended, true);
        _waitStrategy.Signal(Changed);
    }
}
