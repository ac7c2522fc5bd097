using System.Net.Sockets;
using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Embedded;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.Replay;

/// <summary><c>tpwallet replay</c>: sends recorded payments through a switch.</summary>
internal static class ReplayCommand
{
    /// <summary>Growing is by request ids that are computed from the sizes: folders of earlier runs began with so many.</summary>
    private const uint DuplicateEntries = 12_000_000;

    private const string Description =
        """
        Send recorded payments through a switch, over its protocol, in the order of the file.

        The header names the columns, in any order: tx_id (increasing), ts (milliseconds since 1970 UTC), customer_id, merchant_id, amount_minor,
        currency; optionally card_id (default: the customer), device_id, terminal_id (default: the merchant), mcc (number, or the name of a
        category), channel (pos, ecom, atm, p2p, cash). Other columns are passed over.

        Each card and each merchant becomes an account per currency, opened when first seen; cards are funded with the opening balance. Each row is
        one Purchase (authorize and capture in one), on every channel: it moves the amount from the card to the merchant, or is declined.

        Without --target a switch of its own is started, whose clock is the file's. Request ids and account numbers are computed from the rows'
        content: on the same switch a second run, also of a renamed or longer copy, is answered from memory and changes nothing.
        """;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var options = new ReplayOptions();
        var command = new Command("replay", Description);
        options.AddTo(command);
        CommandContext.SetAction(command, (context, cancellationToken) => RunAsync(context, options.Read(context), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ReplayOptions.Values values, CancellationToken cancellationToken)
    {
        using var file = Open(() => ReplayFile.Open(values.File));
        var rows = Open(() => new PaymentRowReader(file.Content));
        using var decisions = values.Decisions is null ? null : Open(() => new DecisionFile(values.Decisions));
        if (values.Target is not null)
        {
            var target = await SwitchTarget.ReadAsync(values.Target, cancellationToken).ConfigureAwait(false);
            return await ReplayAsync(context, values, new Input(file, rows, decisions), target, null, cancellationToken).ConfigureAwait(false);
        }

        using var folder = new DataFolder(values.Data);
        var configuration = new SwitchConfiguration
        {
            Data = folder.Path,
            Genesis = new GenesisConfiguration { DuplicateEntries = DuplicateEntries, Clock = ClockSource.External },
        };
        var child = await SwitchProcess.StartAsync(configuration, cancellationToken).ConfigureAwait(false);
        await using (child.ConfigureAwait(false))
        {
            var tables = new TableSizesBody { Accounts = configuration.Genesis.Accounts, DuplicateEntries = configuration.Genesis.DuplicateEntries };
            var own = SwitchTarget.Of(child.Ready.Endpoint);
            return await ReplayAsync(context, values, new Input(file, rows, decisions), own, tables, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<int> ReplayAsync(
        CommandContext context, ReplayOptions.Values values, Input input, SwitchTarget target, TableSizesBody? tables,
        CancellationToken cancellationToken)
    {
        var finder = new PrimaryFinder(target.Options(SessionRole.Operator, participant: 0, (int)values.Window));
        var connection = await ConnectAsync(finder, target, cancellationToken).ConfigureAwait(false);
        var ticks = connection.Session.Clock == ClockSource.External;
        var commands = new ReplayCommands(new ReplaySettings(values.Participant, values.OpeningUnits, ticks, tables));
        var tally = new ReplayTally(input.Decisions);
        var run = new ReplayRun(input.File, input.Rows, commands, values.Rate, values.Strict);
        string? failure = null;
        var exitCode = ExitCodes.Success;
        using (var pipeline = new CommandPipeline(connection, tally, target.IsGroup ? finder : null))
        {
            var work = Task.Factory.StartNew(
                () => run.Run(pipeline, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await ProgressLine.ShowAsync(context, work, () => run.Progress, () => tally.Payments).ConfigureAwait(false);
            (exitCode, failure) = Judge(work, run, cancellationToken);
        }

        var report = ReplayReport.Of(values.File, connection.Session, run, commands, tally) with { StoppedBy = failure, Complete = failure is null };
        context.WriteResult(report, report.ToText());
        foreach (var badRow in context.Json ? [] : run.BadRowExamples)
        {
            context.Warn($"{report.File}: {badRow}");
        }

        return failure is null ? exitCode : CommandContext.Fail(context.Error, context.Json, exitCode, failure);
    }

    private static (int ExitCode, string? Failure) Judge(Task work, ReplayRun run, CancellationToken cancellationToken) =>
        work.Exception?.InnerException switch
        {
            null when run.StoppedBy is null => (ExitCodes.Success, null),
            null => (cancellationToken.IsCancellationRequested ? ExitCodes.Cancelled : ExitCodes.CheckFailed, run.StoppedBy),
            ReplayRefusedException refused => (ExitCodes.Declined, refused.Message),
            SocketException or IOException or ProtocolException or TimeoutException when cancellationToken.IsCancellationRequested =>
                (ExitCodes.Cancelled, "stopped before the end of the file"),
            (SocketException or IOException or ProtocolException or TimeoutException) and var lost =>
                (ExitCodes.OutcomeUnknown, $"the connection to the switch was lost ({lost.Message}); run again on the same switch to learn "
                    + "what became of the rest"),
            var defect => throw defect,
        };

    private static T Open<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
        }
    }

    private static async Task<AcquirerConnection> ConnectAsync(PrimaryFinder finder, SwitchTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return await finder.FindAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or IOException or TimeoutException or ProtocolException)
        {
            throw new CommandFailure(ExitCodes.CannotConnect, $"no session with the switch at {target}: {exception.Message}", exception);
        }
    }

    /// <summary>What is read and written besides the switch.</summary>
    private sealed record Input(ReplayFile File, PaymentRowReader Rows, DecisionFile? Decisions);
}
