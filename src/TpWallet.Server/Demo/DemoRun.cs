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
    private readonly DemoWorld _world;
    private readonly DemoLedgers _ledgers;
    private readonly DemoOperator _operator;
    private readonly AcquirerOffice[] _offices;

    /// <summary>Lays everything out; nothing is started.</summary>
    public DemoRun(DemoSettings settings, DemoScreen screen)
    {
        _settings = settings;
        _screen = screen;
        _world = new DemoWorld(settings.Acquirers, settings.Seed);
        _ledgers = new DemoLedgers(new ExpectedLedger(_world.Accounts), new DemoProof());
        _operator = new DemoOperator(_world, _ledgers);
        _offices = [.. _world.Acquirers.Select(acquirer => new AcquirerOffice(acquirer, settings.Terminals, settings.Seed, _ledgers))];
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
            _ledgers.Proof.BooksBalance = BooksAudit.Balance(configuration.Data, cancellationToken);
            return DemoReport.Of(_settings, crash, _ledgers.Proof);
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
            await _operator.PrepareAsync(target).ConfigureAwait(false);
            _screen.Say($"{target} knows {_world.Accounts:N0} accounts; {_settings.Acquirers} acquirers with {_settings.Terminals} terminals each "
                + $"start paying, {_settings.Rate:N0} requests a second");
            var start = Stopwatch.GetTimestamp();
            using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                stop.CancelAfter(TimeSpan.FromSeconds(_settings.Seconds));
                await _screen.ShowAsync(WorkAsync(target, stop.Token), _offices, () => Stopwatch.GetElapsedTime(start)).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            var load = new DemoCrash(_offices, Stopwatch.GetElapsedTime(start), 0, _offices.Sum(static office => office.InDoubt), null);
            _screen.Say($"sending again the {load.InDoubt} requests without an answer, then asking for all "
                + $"{_offices.Sum(static office => office.Requests) + _world.Preparations.Count:N0} answers and {_world.Accounts:N0} balances");
            await ProveAsync(target).ConfigureAwait(false);

            // What each account must hold was booked by double entry; if each holds just that, so do the books.
            _ledgers.Proof.BooksBalance = _ledgers.Proof.AccountsWrong == 0;
            return DemoReport.Of(_settings, load, _ledgers.Proof);
        }
        catch (Exception exception) when (exception is SocketException or IOException or ProtocolException or TimeoutException)
        {
            throw new CommandFailure(ExitCodes.CannotConnect, $"no session on {target}: {exception.Message}", exception);
        }
    }

    private Task WorkAsync(SwitchTarget target, CancellationToken stop)
    {
        var pacer = new Pacer(_settings.Rate, _settings.Requests);
        return Task.WhenAll([pacer.RunAsync(stop), .. _offices.Select(office => office.WorkAsync(target, pacer, stop))]);
    }

    private SwitchConfiguration Configuration(string folder) => new()
    {
        Data = folder,
        Genesis = new GenesisConfiguration
        {
            Accounts = (uint)_world.Accounts,
            OpenAuthorizations = (uint)(_settings.Acquirers * _settings.Terminals * 32),
            DuplicateEntries = (uint)(_settings.Requests + _world.Preparations.Count),
            Participants = (uint)_settings.Acquirers + 1,
        },
    };

    private async Task<DemoCrash> LoadAndKillAsync(SwitchConfiguration configuration, CancellationToken cancellationToken)
    {
        var first = await SwitchProcess.StartAsync(configuration, cancellationToken).ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            await _operator.PrepareAsync(SwitchTarget.Of(first.Ready.Endpoint)).ConfigureAwait(false);
            _screen.Say($"a switch listens on {first.Ready.Endpoint} (process {first.ProcessId}, durability fsync) and knows "
                + $"{_world.Accounts:N0} accounts; "
                + $"{_settings.Acquirers} acquirers with {_settings.Terminals} terminals each start paying, {_settings.Rate:N0} requests a second");
            var loadTime = await LoadAsync(first, cancellationToken).ConfigureAwait(false);
            var inDoubt = _offices.Sum(static office => office.InDoubt);
            _screen.Say($"kill -9 of process {first.ProcessId} in the middle of it: {inDoubt} requests have no answer");
            return new DemoCrash(_offices, loadTime, first.Batches, inDoubt, null);
        }
    }

    /// <summary>Lets the acquirers work, and kills the switch while they do.</summary>
    private async Task<TimeSpan> LoadAsync(SwitchProcess first, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var load = WorkUntilKilledAsync(first, start, cancellationToken);
        await _screen.ShowAsync(load, _offices, () => Stopwatch.GetElapsedTime(start), () => first.Batches).ConfigureAwait(false);
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
                + $"{_offices.Sum(static office => office.Requests) + _world.Preparations.Count:N0} answers and {_world.Accounts:N0} balances");
            await ProveAsync(SwitchTarget.Of(second.Ready.Endpoint)).ConfigureAwait(false);
            var exitCode = await second.StopAsync().ConfigureAwait(false);
            return exitCode == ExitCodes.Success
                ? crash with { Recovered = second.Ready }
                : throw new CommandFailure(ExitCodes.SwitchFailed, $"the switch ended with exit code {exitCode}: {second.LastError}");
        }
    }

    private async Task ProveAsync(SwitchTarget target)
    {
        var answered = await Task.WhenAll(_offices.Select(office => office.ProveAsync(target))).ConfigureAwait(false);
        if (!Array.TrueForAll(answered, static all => all))
        {
            throw new CommandFailure(ExitCodes.OutcomeUnknown, "the switch stopped answering before everything was asked");
        }

        await _operator.ProveAsync(target).ConfigureAwait(false);
    }
}
