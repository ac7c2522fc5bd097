using System.CommandLine;
using System.Text.Json;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.Configuration;
using TpWallet.Server.Operations;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet snapshot take|list|verify</c>.</summary>
internal static class SnapshotCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("snapshot", "Snapshots of a switch's whole state.") { CreateTake(), CreateList(), CreateVerify() };

    private static Command CreateTake()
    {
        var directory = DataArgument("The data folder of the switch, whether it runs or not");
        var command = new Command("take", "Take a snapshot now. A running switch goes on serving; one that doesn't run is recovered for "
            + "it.") { directory };
        var options = new SwitchOptions();
        options.AddFileTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var data = context.Get(directory)!;
            if (OperatorClient.IsRunning(data))
            {
                var answer = await OperatorClient.AskAsync(data, HttpMethod.Post, "/snapshot", context.Progress,
                    cancellationToken).ConfigureAwait(false);
                Write(context, answer.Deserialize<SnapshotResult>(CommandContext.JsonOptions)!);
            }
            else
            {
                var lines = new Progress<string>(context.Progress);
                Write(context, await OfflineSnapshot.TakeAsync(options.Read(context, data), lines, cancellationToken).ConfigureAwait(false));
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateList()
    {
        var directory = DataArgument("The data folder of a switch, running or not");
        var command = new Command("list", "List the snapshots, the newest first. Header, checksums and trailer of each are looked at, not its image.")
        {
            directory,
        };
        CommandContext.SetAction(command, (context, _) => Task.FromResult(List(context, context.Get(directory)!)));
        return command;
    }

    private static Command CreateVerify()
    {
        var directory = DataArgument("The data folder of a switch, running or not");
        var sequence = new Option<ulong?>("--sequence") { Description = "Only the snapshot of this sequence", HelpName = "N" };
        var command = new Command("verify", "Read whole snapshots and compare them with their checksums. Alters nothing. Damage ends with 1.")
        {
            directory,
            sequence,
        };
        CommandContext.SetAction(command, (context, cancellationToken) =>
            Task.FromResult(Verify(context, context.Get(directory)!, context.Get(sequence), cancellationToken)));
        return command;
    }

    private static Argument<string> DataArgument(string description) => new("DIR") { Description = description };

    private static SnapshotStore Open(string data) => SnapshotStore.Share(Path.Combine(data, SwitchConfiguration.SnapshotsFolder));

    private static int List(CommandContext context, string data)
    {
        using var store = Open(data);
        var entries = store.List();
        foreach (var entry in entries)
        {
            context.WriteResult(Json(entry), Text(entry));
        }

        if (entries.Count == 0 && !context.Json)
        {
            context.Out.WriteLine($"no snapshots in {data}");
        }

        return entries.All(static entry => entry.Info is not null) ? ExitCodes.Success : ExitCodes.CheckFailed;
    }

    private static int Verify(CommandContext context, string data, ulong? sequence, CancellationToken cancellationToken)
    {
        using var store = Open(data);
        ulong[] sequences = sequence is { } one ? [one] : [.. store.List().Select(static entry => entry.Sequence)];
        var isGood = true;
        foreach (var each in sequences)
        {
            try
            {
                var info = store.Verify(each, progress: new LineProgress(context.Progress), cancellation: cancellationToken);
                context.WriteResult(Json(info, "good"), $"good: {Text(info)}");
            }
            catch (SnapshotRefusedException refusal)
            {
                isGood = false;
                context.WriteResult(new { sequence = each, verdict = "refused", refusal.Message }, $"refused: {refusal.Message}");
            }
            catch (SnapshotException exception)
            {
                throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
            }
        }

        return isGood ? ExitCodes.Success : ExitCodes.CheckFailed;
    }

    private static object Json(SnapshotEntry entry) => entry.Info is { } info
        ? Json(info, "listed")
        : new { entry.Sequence, entry.File, bytes = entry.FileLength, verdict = "refused", entry.Refusal!.Message };

    private static object Json(SnapshotInfo info, string verdict) => new
    {
        info.Position.Sequence,
        info.File,
        bytes = info.FileLength,
        taken = DateTimeOffset.FromUnixTimeMilliseconds(info.TakenMs),
        info.StateHash,
        info.JournalId,
        verdict,
    };

    private static string Text(SnapshotEntry entry) => entry.Info is { } info ? Text(info) : $"refused: {entry.Refusal!.Message}";

    private static string Text(SnapshotInfo info) =>
        $"sequence {info.Position.Sequence}, {info.FileLength / 1048576.0:N1} MiB, taken {DateTimeOffset.FromUnixTimeMilliseconds(info.TakenMs):u}, "
        + $"state {info.StateHash}";

    private static void Write(CommandContext context, SnapshotResult snapshot) => context.WriteResult(
        snapshot,
        $"snapshot of sequence {snapshot.Sequence}, {snapshot.Bytes / 1048576.0:N1} MiB in {snapshot.Seconds} s, state {snapshot.StateHash}");

    /// <summary>A line for each tenth of the work.</summary>
    private sealed class LineProgress(Action<string> lines) : IProgress<SnapshotProgress>
    {
        private long _next;

        public void Report(SnapshotProgress value)
        {
            if (value.BytesTotal >= 1L << 28 && value.BytesDone * 10 / value.BytesTotal >= _next)
            {
                _next = value.BytesDone * 10 / value.BytesTotal + 1;
                lines($"{value.BytesDone * 100 / value.BytesTotal} % of {value.BytesTotal >> 20} MiB read");
            }
        }
    }
}
