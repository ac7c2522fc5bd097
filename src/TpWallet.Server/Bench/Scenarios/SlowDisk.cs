using TpWallet.Persistence.Faults;

namespace TpWallet.Server.Bench.Scenarios;

/// <summary>A journal that stands still before some of its durable writes.</summary>
internal sealed record SlowDisk
{
    /// <summary>For how long, milliseconds.</summary>
    public int StallMs { get; init; }

    /// <summary>Before each how manieth write.</summary>
    public int EveryCommits { get; init; } = 1;

    /// <summary>How the switch is told.</summary>
    public string ToFault() => $"{FaultPoints.NameOf(FaultPoint.JournalBeforeCommit)}:stall={StallMs}/{EveryCommits}";
}
