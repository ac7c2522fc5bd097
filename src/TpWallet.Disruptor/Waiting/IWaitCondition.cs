namespace TpWallet.Disruptor.Waiting;

/// <summary>What a thread waits for. A struct, so that waiting neither allocates nor dispatches.</summary>
internal interface IWaitCondition
{
    /// <summary>Whether the wait is over; reads with acquire, has no effect, takes no lock.</summary>
    bool IsMet();
}
