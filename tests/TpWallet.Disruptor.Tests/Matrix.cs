namespace TpWallet.Disruptor.Tests;

/// <summary>What the contract suite is run for: every way of waiting with every topology.</summary>
internal static class Matrix
{
    internal static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private static readonly WaitKind[] Strategies = Enum.GetValues<WaitKind>();

    public static TheoryData<WaitKind> EveryStrategy => [.. Strategies];

    public static TheoryData<Topology> EveryTopology => [.. Enum.GetValues<Topology>()];

    public static TheoryData<WaitKind, Topology> Everything
    {
        get
        {
            var data = new TheoryData<WaitKind, Topology>();
            foreach (var waiting in Strategies)
            {
                data.Add(waiting, Topology.SingleThread);
                data.Add(waiting, Topology.ThreadPerStage);
            }

            return data;
        }
    }

    public static TheoryData<WaitKind, Topology, int> EveryStageOfThree
    {
        get
        {
            var data = new TheoryData<WaitKind, Topology, int>();
            foreach (var row in Everything)
            {
                for (var stage = 0; stage < 3; stage++)
                {
                    data.Add((WaitKind)row[0], (Topology)row[1], stage);
                }
            }

            return data;
        }
    }

    internal static IWaitStrategy Create(this WaitKind waiting) => waiting switch
    {
        WaitKind.BusySpin => new BusySpinWaitStrategy(),
        WaitKind.Yield => new YieldWaitStrategy(),
        WaitKind.Adaptive => new AdaptiveWaitStrategy(),
        WaitKind.ParkAtOnce => new AdaptiveWaitStrategy(spins: 0, yields: 0),
    };

    /// <summary>Fewer rounds where a hand-over between more threads than cores costs a time slice.</summary>
    internal static int Rounds(this WaitKind waiting, int rounds) => waiting == WaitKind.BusySpin ? rounds / 100 : rounds;

    internal static async Task Until(Func<bool> condition, string what) =>
        Assert.True(await Task.Run(() => SpinWait.SpinUntil(condition, Generous)), $"{what} did not happen within {Generous}.");
}
