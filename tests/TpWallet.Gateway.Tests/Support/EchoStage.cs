using TpWallet.Disruptor;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Support;

/// <summary>Approves everything, and can be held to keep requests in flight. Keeps the last command that it saw.</summary>
internal sealed class EchoStage : IStage<Slot>, IDisposable
{
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private long _handled;

    public Command Last { get; private set; }

    /// <summary>Leaves requests without a result, as the engine of a member does that isn't primary any more.</summary>
    public volatile bool Drops;

    public long Handled => Interlocked.Read(ref _handled);

    public void Hold() => _open.Reset();

    public void Release() => _open.Set();

    public void OnBatch(RingBuffer<Slot> ring, long first, long last)
    {
        _open.Wait();
        for (var sequence = first; sequence <= last; sequence++)
        {
            ref var slot = ref ring[sequence];
            if (Drops)
            {
                continue;
            }

            slot.Reply = new Reply
            {
                RequestId = slot.Command.RequestId,
                Sequence = (ulong)sequence + 1,
                Result = ResultCode.Approved,
                Class = ResultClass.Success,
                Amount = slot.Command.Amount,
                Currency = slot.Command.Currency,
            };
        }

        Last = ring[last].Command;
        Interlocked.Add(ref _handled, last - first + 1);
    }

    public void Dispose() => _open.Dispose();
}
