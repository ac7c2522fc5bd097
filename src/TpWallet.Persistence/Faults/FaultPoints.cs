using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TpWallet.Persistence.Faults;

/// <summary>
/// Kills or stalls the process at a named place, for tests of recovery: the environment variable <c>TPWALLET_FAULT</c> names it when the
/// process starts, as in <c>snapshot.before-rename</c> or, for the third time it is reached, <c>journal.after-append:3</c>. With
/// <c>journal.before-commit:stall=20/100</c> it isn't killed but stands still there for 20 ms each hundredth time: a slow disk. Without
/// the variable a fault point costs nothing: the compiler removes it from hot code.
/// </summary>
public static class FaultPoints
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "TPWALLET_FAULT";

    private static readonly FaultSetting Setting = FaultSetting.Parse(Environment.GetEnvironmentVariable(Variable));
    private static readonly FaultPoint Armed = Setting.Point;
    private static long _hits;

    /// <summary>Kills the process, without any clean-up, or makes it stand still, when this is the place and the time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Reach(FaultPoint point)
    {
        if (Armed != FaultPoint.None && point == Armed)
        {
            Hit();
        }
    }

    /// <summary>Checks the environment variable; for the start of a program.</summary>
    /// <exception cref="InvalidOperationException">It is set to something that isn't a place; the message lists them.</exception>
    public static void Validate()
    {
        if (Setting.Mistake is { } mistake)
        {
            throw new InvalidOperationException(mistake);
        }
    }

    /// <summary>The name by which the environment variable calls a place.</summary>
    public static string NameOf(FaultPoint point) => point switch
    {
        FaultPoint.None => "",
        FaultPoint.JournalBeforeAppend => "journal.before-append",
        FaultPoint.JournalAfterAppend => "journal.after-append",
        FaultPoint.JournalBeforeCommit => "journal.before-commit",
        FaultPoint.JournalAfterCommit => "journal.after-commit",
        FaultPoint.CoreBeforeApply => "core.before-apply",
        FaultPoint.CoreAfterApply => "core.after-apply",
        FaultPoint.ReplyBeforeSend => "reply.before-send",
        FaultPoint.ReplyAfterSend => "reply.after-send",
        FaultPoint.SegmentBeforeRoll => "segment.before-roll",
        FaultPoint.SegmentAfterRoll => "segment.after-roll",
        FaultPoint.SegmentBeforeTruncate => "segment.before-truncate",
        FaultPoint.SegmentMiddleOfTruncate => "segment.truncate.middle",
        FaultPoint.SnapshotWriteMiddle => "snapshot.write.middle",
        FaultPoint.SnapshotBeforeRename => "snapshot.before-rename",
        FaultPoint.SnapshotAfterRename => "snapshot.after-rename",
        FaultPoint.SnapshotBeforePrune => "snapshot.before-prune",
        FaultPoint.EventsBeforeCommit => "events.before-commit",
        FaultPoint.EventsAfterCommit => "events.after-commit",
        FaultPoint.HistoryBeforeCheckpoint => "history.before-checkpoint",
        FaultPoint.HistoryAfterCheckpoint => "history.after-checkpoint",
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Hit()
    {
        var hits = Interlocked.Increment(ref _hits);
        if (Setting.StallMs > 0)
        {
            if (hits % Setting.Hit == 0)
            {
                Thread.Sleep(Setting.StallMs);
            }
        }
        else if (hits == Setting.Hit)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
        }
    }
}
