using System.CommandLine;
using TpWallet.Persistence.Faults;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine;
using TpWallet.Server.Engine.Group;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet serve</c>: runs a switch until it is told to stop.</summary>
internal static class ServeCommand
{
    private static readonly TimeSpan StatisticsInterval = TimeSpan.FromSeconds(1);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var options = new SwitchOptions();
        var statistics = new Option<bool>("--statistics")
        {
            Description = "Each second, one line about commands, journal batches, allocated bytes and CPU time since the start",
        };
        var untilInputEnds = new Option<bool>("--until-input-ends")
        {
            Description = "Also drain and stop when standard input ends: for a program that runs a switch as its child process",
        };
        var command = new Command(
            "serve",
            "Run a switch. It recovers its journal, says when it listens, and on Ctrl-C or SIGTERM answers what is in flight and stops.");
        options.AddTo(command);
        command.Add(statistics);
        command.Add(untilInputEnds);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            // Lives as long as the process: the thread that reads standard input may come to its end at any time.
            var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (context.Get(untilInputEnds))
            {
                CancelWhenInputEnds(stop);
            }

            return await ServeAsync(context, options.Read(context), context.Get(statistics), stop.Token).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> ServeAsync(
        CommandContext context, SwitchConfiguration configuration, bool statistics, CancellationToken cancellationToken)
    {
        RequireKnownFault();
        Warn(context, configuration);
        while (true)
        {
            try
            {
                return await ServeOnceAsync(context, configuration, statistics, cancellationToken).ConfigureAwait(false);
            }
            catch (RestartNeededException reason)
            {
                context.Progress($"starting again: this member {reason.Message}");
            }
        }
    }

    private static async Task<int> ServeOnceAsync(
        CommandContext context, SwitchConfiguration configuration, bool statistics, CancellationToken cancellationToken)
    {
        var node = await StartAsync(context, configuration, cancellationToken).ConfigureAwait(false);
        await using (node.ConfigureAwait(false))
        {
            WriteReady(context, configuration, node);
            using var timer = statistics ? new Timer(_ => WriteStatistics(context, "statistics", node), null, StatisticsInterval, StatisticsInterval)
                : null;
            try
            {
                await node.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
                throw new CommandFailure(ExitCodes.SwitchFailed, "the switch stopped by itself");
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await DrainAsync(context, node).ConfigureAwait(false);
                return ExitCodes.Success;
            }
            catch (Exception exception) when (exception is not (CommandFailure or RestartNeededException))
            {
                throw new CommandFailure(ExitCodes.SwitchFailed, $"the switch stopped: {exception.GetType().Name}: {exception.Message}", exception);
            }
        }
    }

    private static void RequireKnownFault()
    {
        try
        {
            FaultPoints.Validate();
        }
        catch (InvalidOperationException exception)
        {
            throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
        }
    }

    private static void CancelWhenInputEnds(CancellationTokenSource stop)
    {
        var thread = new Thread(() =>
        {
            Console.OpenStandardInput().CopyTo(Stream.Null);
            stop.Cancel();
        })
        { Name = "standard input", IsBackground = true };
        thread.Start();
    }

    private static async Task DrainAsync(CommandContext context, SwitchNode node)
    {
        try
        {
            await node.StopAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            throw new CommandFailure(ExitCodes.SwitchFailed, $"the switch failed while it drained: {exception.GetType().Name}: "
                + $"{exception.Message}", exception);
        }

        WriteStatistics(context, "stopped", node);
    }

    private static async Task<SwitchNode> StartAsync(CommandContext context, SwitchConfiguration configuration, CancellationToken cancellationToken)
    {
        var progress = new Progress<string>(line => context.Error.WriteLine(line));
        try
        {
            return await SwitchNode.StartAsync(configuration, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var isDamage = StorageFailures.TryExplain(exception, out var exitCode) && exitCode == ExitCodes.JournalDamaged;
            throw isDamage
                ? new CommandFailure(ExitCodes.JournalDamaged, exception.Message, exception)
                : new CommandFailure(ExitCodes.SwitchFailed, $"the switch can't start: {exception.Message}", exception);
        }
    }

    private static void Warn(CommandContext context, SwitchConfiguration configuration)
    {
        if (configuration.Durability == DurabilityMode.Memory)
        {
            context.Warn("DURABILITY MEMORY: nothing is forced to disk; answered payments are lost when this machine stops. For benchmarks alone");
        }

        if (configuration.Insecure)
        {
            context.Warn($"INSECURE: sessions on {configuration.Address} are neither encrypted nor authenticated");
        }
    }

    private static void WriteReady(CommandContext context, SwitchConfiguration configuration, SwitchNode node)
    {
        var data = Path.GetFullPath(configuration.Data);
        var seconds = Math.Round(node.RecoveryTime.TotalSeconds, 3);
        context.WriteResult(
            new
            {
                @event = "ready",
                address = node.Endpoint.Address.ToString(),
                port = node.Endpoint.Port,
                httpPort = node.HttpEndpoint?.Port,
                iso8583 = node.Iso.Endpoints.ToDictionary(static link => link.Name, static link => link.Endpoint.Port),
                durability = configuration.Durability,
                journal = configuration.Journal,
                data,
                snapshotSequence = node.Storage.Snapshot?.Position.Sequence,
                snapshotLoadSeconds = Math.Round(node.Storage.SnapshotLoad.TotalSeconds, 3),
                recoveredCommands = node.Storage.ReplayedCommands,
                recoverySeconds = seconds,
                sequence = node.Sequence,
                processId = Environment.ProcessId,
            },
            $"listening on {node.Endpoint}{(node.HttpEndpoint is { } http ? $", HTTP on {http}" : "")}"
            + $"{string.Concat(node.Iso.Endpoints.Select(static link => $", ISO 8583 '{link.Name}' on {link.Endpoint}"))}, "
            + $"durability {Choices.Name(configuration.Durability)}, data {data}, "
            + $"{(node.Storage.Snapshot is { } snapshot ? $"snapshot of sequence {snapshot.Position.Sequence}, " : "")}"
            + $"recovered {node.Storage.ReplayedCommands} commands in {seconds} s, sequence {node.Sequence}");
    }

    private static void WriteStatistics(CommandContext context, string name, SwitchNode node)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: false);
        var processor = Math.Round(Environment.CpuUsage.TotalTime.TotalSeconds, 3);
        context.WriteResult(
            new
            {
                @event = name,
                sequence = node.Sequence,
                commands = node.Commands,
                batches = node.Batches,
                allocatedBytes = allocated,
                cpuS = processor,
            },
            $"{name}: sequence {node.Sequence}, {node.Commands} commands in {node.Batches} batches, {allocated} bytes "
                + $"allocated, {processor} s of CPU");
    }
}
