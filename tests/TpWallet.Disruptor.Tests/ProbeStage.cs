namespace TpWallet.Disruptor.Tests;

/// <summary>Checks at every slot that it comes in order, whole, and after the stages before; remembers what it was given.</summary>
internal sealed class ProbeStage(int position) : IStage<Payload>, IStageLifecycle
{
    private readonly Dictionary<long, long> _nextCounters = [];

    public Action<long, long>? BeforeRange { get; init; }

    public Action? Starting { get; init; }

    public long Handled { get; private set; }

    public long LargestRange { get; private set; }

    public int Starts { get; private set; }

    public int Stops { get; private set; }

    public HashSet<string?> Threads { get; } = [];

    public IReadOnlyDictionary<long, long> CountByProducer => _nextCounters;

    public void OnStart()
    {
        Threads.Add(Thread.CurrentThread.Name);
        Starting?.Invoke();
        Starts++;
    }

    public void OnStop()
    {
        Threads.Add(Thread.CurrentThread.Name);
        Stops++;
    }

    public void OnBatch(RingBuffer<Payload> ring, long first, long last)
    {
        Threads.Add(Thread.CurrentThread.Name);
        BeforeRange?.Invoke(first, last);
        Assert.Equal(Handled, first);
        Assert.True(last >= first);
        LargestRange = Math.Max(LargestRange, last - first + 1);
        for (var sequence = first; sequence <= last; sequence++)
        {
            Check(ref ring[sequence], sequence);
        }

        Handled = last + 1;
    }

    private void Check(ref Payload slot, long sequence)
    {
        if (!slot.IsWhole() || slot.StagesDone != position)
        {
            Assert.Fail($"Slot {sequence} at stage {position} is torn or was handled by {slot.StagesDone} stages.");
        }

        slot.StagesDone++;
        var expected = _nextCounters.GetValueOrDefault(slot.Producer);
        if (slot.Counter != expected)
        {
            Assert.Fail($"Producer {slot.Producer}: {slot.Counter} came at {sequence} instead of {expected}.");
        }

        _nextCounters[slot.Producer] = expected + 1;
    }
}
