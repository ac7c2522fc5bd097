using System.Diagnostics;
using System.Net.Sockets;
using TpWallet.Client;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Embedded;

namespace TpWallet.Server.Demo;

/// <summary>
/// The demonstration: a durable switch under load is killed in the middle of it, started again on the same journal, and asked for everything
/// that it ever acknowledged.
/// </summary>
internal sealed class DemoRun
{
    private readonly DemoSettings _settings;
    private readonly DemoScreen _screen;
    private readonly DemoLoad _load;

    /// <summary>Lays everything out; nothing is started.</summary>
    public DemoRun(DemoSettings settings, DemoScreen screen)
    {
        _settings = settings;
        _screen = screen;
        _load = new DemoLoad(settings.Acquirers, settings.Terminals, settings.Seed);
    }

    /// <summary>Runs it from beginning to end.</summary>
    /// <exception cref="CommandFailure">A switch could not start, refused what it must not, or stopped answering: nothing is proved.</exception>
    public async Task<DemoReport> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new DataFolder(null);
        var configuration = Configuration(folder.Path);
        try
        {
            var crash = await LoadAndKillAsync(configuration, cancellationToken).ConfigureAwait(false);
            crash = await RestartAndAskAsync(configuration, crash, cancellationToken).ConfigureAwait(false);
            _screen.Say("walking the journal once more, without the switch: do debits equal credits in every currency?");
            _load.Ledgers.Proof.BooksBalance = BooksAudit.Balance(configuration.Data, cancellationToken);
            return DemoReport.Of(_settings, crash, _load.Ledgers.Proof);
        }
        catch (Exception exception) when (exception is SocketException or IOException or ProtocolException or TimeoutException)
        {
            throw new CommandFailure(ExitCodes.CannotConnect, $"no session with the switch: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Runs the load and the proof against a running switch or group with empty books. What is killed meanwhile is for others to say.
    /// </summary>
    /// <exception cref="CommandFailure">The switch refused what it must not, or stopped answering: nothing is proved.</exception>
    public async Task<DemoReport> RunAgainstAsync(SwitchTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await _load.PrepareAsync(target).ConfigureAwait(false);
            _screen.Say($"{target} knows {_load.World.Accounts:N0} accounts; {_settings.Acquirers} acquirers with {_settings.Terminals} terminals "
                + $"each start paying, {_settings.Rate:N0} requests a second");
            var start = Stopwatch.GetTimestamp();
            using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                stop.CancelAfter(TimeSpan.FromSeconds(_settings.Seconds));
                await ShowAsync(WorkAsync(target, stop.Token), start).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            var load = new DemoCrash(_load.Offices, Stopwatch.GetElapsedTime(start), 0, _load.InDoubt, null);
            _screen.Say($"sending again the {load.InDoubt} requests without an answer, then asking for all "
                + $"{_load.Requests:N0} answers and {_load.World.Accounts:N0} balances");
            await _load.ProveAsync(target).ConfigureAwait(false);

            // What each account must hold was booked by double entry; if each holds just that, so do the books.
            _load.Ledgers.Proof.BooksBalance = _load.Ledgers.Proof.AccountsWrong == 0;
            return DemoReport.Of(_settings, load, _load.Ledgers.Proof);
        }
        catch (Exception exception) when (exception is SocketException or IOException or ProtocolException or TimeoutException)
        {
            throw new CommandFailure(ExitCodes.CannotConnect, $"no session on {target}: {exception.Message}", exception);
        }
    }

    private Task WorkAsync(SwitchTarget target, CancellationToken stop) =>
        _load.WorkAsync(target, new Pacer(_settings.Rate, _settings.Requests), stop, abandon: stop);

    /// <summary>Shows the acquirers' work until it ends.</summary>
    /// <param name="work">The work.</param>
    /// <param name="start">When it began.</param>
    /// <param name="batches">How many batches the journal has taken; null: not known.</param>
    private Task ShowAsync(Task work, long start, Func<long>? batches = null) => _screen.ShowAsync(
        work,
        () => DemoTable.Of(_load.Offices, Stopwatch.GetElapsedTime(start), batches?.Invoke()),
        () => DemoTable.Line(_load.Offices, Stopwatch.GetElapsedTime(start), batches?.Invoke()));

    private SwitchConfiguration Configuration(string folder) => new()
    {
        Data = folder,
        Genesis = new GenesisConfiguration
        {
            Accounts = (uint)_load.World.Accounts,
            OpenAuthorizations = (uint)(_settings.Acquirers * _settings.Terminals * 32),
            DuplicateEntries = (uint)(_settings.Requests + _load.World.Preparations.Count),
            Participants = (uint)_settings.Acquirers + 1,
        },
    };

    private async Task<DemoCrash> LoadAndKillAsync(SwitchConfiguration configuration, CancellationToken cancellationToken)
    {
        var first = await SwitchProcess.StartAsync(configuration, cancellationToken).ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            await _load.PrepareAsync(SwitchTarget.Of(first.Ready.Endpoint)).ConfigureAwait(false);
            _screen.Say($"a switch listens on {first.Ready.Endpoint} (process {first.ProcessId}, durability fsync) and knows "
                + $"{_load.World.Accounts:N0} accounts; "
                + $"{_settings.Acquirers} acquirers with {_settings.Terminals} terminals each start paying, {_settings.Rate:N0} requests a second");
            var loadTime = await LoadAsync(first, cancellationToken).ConfigureAwait(false);
            var inDoubt = _load.InDoubt;
            _screen.Say($"kill -9 of process {first.ProcessId} in the middle of it: {inDoubt} requests have no answer");
            return new DemoCrash(_load.Offices, loadTime, first.Batches, inDoubt, null);
        }
    }

    /// <summary>Lets the acquirers work, and kills the switch while they do.</summary>
    private async Task<TimeSpan> LoadAsync(SwitchProcess first, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var load = WorkUntilKilledAsync(first, start, cancellationToken);
        await ShowAsync(load, start, () => first.Batches).ConfigureAwait(false);
        return await load.ConfigureAwait(false);
    }

    private async Task<TimeSpan> WorkUntilKilledAsync(SwitchProcess first, long start, CancellationToken cancellationToken)
    {
        using var stop = new CancellationTokenSource();
        var work = WorkAsync(SwitchTarget.Of(first.Ready.Endpoint), stop.Token);
        try
        {
            var untilKill = Task.Delay(TimeSpan.FromSeconds(_settings.Seconds), cancellationToken);
            if (await Task.WhenAny(first.Ended, untilKill).ConfigureAwait(false) == first.Ended)
            {
                throw new CommandFailure(ExitCodes.SwitchFailed, $"the switch stopped by itself: {first.LastError}");
            }

            await first.KillAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return Stopwatch.GetElapsedTime(start);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(false);
        }
    }

    private async Task<DemoCrash> RestartAndAskAsync(SwitchConfiguration configuration, DemoCrash crash, CancellationToken cancellationToken)
    {
        var second = await SwitchProcess.StartAsync(configuration, cancellationToken).ConfigureAwait(false);
        await using (second.ConfigureAwait(false))
        {
            _screen.Say($"started again on the same folder: {second.Ready.RecoveredCommands:N0} commands recovered from the journal in "
                + $"{second.Ready.RecoverySeconds} s");
            _screen.Say($"sending again the {crash.InDoubt} requests without an answer, then asking for all "
                + $"{_load.Requests:N0} answers and {_load.World.Accounts:N0} balances");
            await _load.ProveAsync(SwitchTarget.Of(second.Ready.Endpoint)).ConfigureAwait(false);
            var exitCode = await second.StopAsync().ConfigureAwait(false);
            return exitCode == ExitCodes.Success
                ? crash with { Recovered = second.Ready }
                : throw new CommandFailure(ExitCodes.SwitchFailed, $"the switch ended with exit code {exitCode}: {second.LastError}");
        }
    }
}
