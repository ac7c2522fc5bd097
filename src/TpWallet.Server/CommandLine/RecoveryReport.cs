using TpWallet.Server.Engine.Recovery;

namespace TpWallet.Server.CommandLine;

/// <summary>What is told of a state that was recovered without serving.</summary>
internal static class RecoveryReport
{
    /// <summary>Writes it as a result.</summary>
    /// <returns>The exit code: whether the books balance.</returns>
    public static int Write(CommandContext context, RecoveredState state)
    {
        var audit = state.Core.Audit();
        var report = new
        {
            sequence = state.End.Sequence,
            snapshotSequence = state.Snapshot?.Position.Sequence,
            snapshotLoadS = Math.Round(state.SnapshotLoad.TotalSeconds, 3),
            state.Commands,
            replayS = Math.Round(state.Replay.TotalSeconds, 3),
            commandsPerS = Math.Round(state.Commands / Math.Max(state.Replay.TotalSeconds, 0.001)),
            state.SnapshotsCompared,
            stateHash = state.Core.StateHash(),
            booksBalance = audit.Passed,
        };
        context.WriteResult(
            report,
            $"sequence {report.sequence}: {(state.Snapshot is { } snapshot ? $"snapshot {snapshot.File} loaded in {report.snapshotLoadS} s, " : "")}"
            + $"{report.Commands:N0} commands replayed in {report.replayS} s ({report.commandsPerS:N0} a second), "
            + $"{report.SnapshotsCompared} snapshots "
            + $"compared{Environment.NewLine}state {report.stateHash}{Environment.NewLine}the books "
            + $"{(audit.Passed ? "balance" : $"DON'T BALANCE: {audit}")}");
        return audit.Passed ? ExitCodes.Success : ExitCodes.CheckFailed;
    }
}
