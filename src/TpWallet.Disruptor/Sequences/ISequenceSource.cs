using TpWallet.Disruptor.Waiting;

namespace TpWallet.Disruptor.Sequences;

/// <summary>What a stage's thread may follow: the producers' publications, or the thread of the stage before it.</summary>
internal interface ISequenceSource
{
    /// <summary>Where to wait for a change; signalled after each.</summary>
    WaitPoint Changed { get; }

    /// <summary>The highest sequence up to <paramref name="limit"/> that is ready without a gap from <paramref name="next"/>; less than
    /// <paramref name="next"/> if that one isn't. Read with acquire.</summary>
    long HighestAvailable(long next, long limit);

    /// <summary>Whether nothing will become available any more. What became available before the end is seen after a true.</summary>
    bool EndsBefore(long next);
}
