using TpWallet.Persistence.Faults;

namespace TpWallet.Server.Tests.Crash;

/// <summary>When a switch is to kill itself.</summary>
internal static class FaultHit
{
    /// <summary>What the environment variable says, so that it happens in the middle of work.</summary>
    public static string AmidWork(FaultPoint fault, Random random) => $"{FaultPoints.NameOf(fault)}:{HitOf(fault, random)}";

    /// <summary>The how manieth time at a place is in the middle of work.</summary>
    private static int HitOf(FaultPoint fault, Random random) => fault switch
    {
        FaultPoint.JournalBeforeAppend or FaultPoint.JournalAfterAppend or FaultPoint.JournalBeforeCommit or FaultPoint.JournalAfterCommit
            or FaultPoint.CoreBeforeApply or FaultPoint.CoreAfterApply or FaultPoint.ReplyBeforeSend
            or FaultPoint.ReplyAfterSend => 50 + random.Next(200),
        FaultPoint.EventsBeforeCommit or FaultPoint.EventsAfterCommit => 3 + random.Next(8),
        FaultPoint.HistoryBeforeCheckpoint or FaultPoint.HistoryAfterCheckpoint => 2 + random.Next(3),
        FaultPoint.SegmentBeforeRoll or FaultPoint.SegmentAfterRoll or FaultPoint.SegmentBeforeTruncate or FaultPoint.SegmentMiddleOfTruncate
            or FaultPoint.SnapshotWriteMiddle or FaultPoint.SnapshotBeforeRename or FaultPoint.SnapshotAfterRename
            or FaultPoint.SnapshotBeforePrune => 1,
        FaultPoint.None => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Nowhere can't be reached."),
    };
}
