using System.Net.Sockets;
using System.Text.Json;
using TpWallet.Client;
using TpWallet.Server.Bench.Scenarios;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Demo;

namespace TpWallet.Server.Cluster.Proof;

/// <summary>The demonstration of a group: under load its primary is killed, and at the end everything that was acknowledged is asked for.</summary>
internal sealed class ClusterDemoRun
{
    private readonly CommandContext _context;
    private readonly ClusterPlan _plan;
    private readonly ClusterDemoSettings _settings;
    private readonly DemoScreen _screen;
    private readonly AnswerWatch _watch = new();
    private readonly DemoLoad _load;
    private readonly SwitchTarget _target;

    /// <summary>Lays everything out; nothing is started.</summary>
    public ClusterDemoRun(CommandContext context, ClusterPlan plan, ClusterDemoSettings settings)
    {
        _context = context;
        _plan = plan;
        _settings = settings;
        _screen = new DemoScreen(context);
        _load = new DemoLoad(settings.Acquirers, settings.Terminals, settings.Seed, _watch);
        _target = plan.Target;
    }

    /// <summary>Runs it from beginning to end.</summary>
    /// <exception cref="CommandFailure">A member could not start or stopped by itself, or the group stopped answering: nothing is proved.</exception>
    public async Task<ClusterDemoReport> RunAsync(CancellationToken cancellationToken)
    {
        if (Enumerable.Range(1, _plan.Nodes).Select(_plan.DataOf).FirstOrDefault(Directory.Exists) is { } used)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{used} holds a member's data: the demonstration begins with an empty group; use another "
                + "--data, or --clean to delete what is there");
        }

        try
        {
            var (failOvers, loadTime, inDoubt) = await RunGroupAsync(cancellationToken).ConfigureAwait(false);
            _screen.Say("walking the journal of each member, without it: do debits equal credits, are all logs and states the same?");
            var members = GroupAudit.Read(_plan, cancellationToken);
            _load.Ledgers.Proof.BooksBalance = members.All(static member => member.Books.Balance);
            return ClusterDemoReport.Of(_plan, _settings, _load, new ClusterDemoFindings(
                failOvers, loadTime, inDoubt, members, GroupAudit.FindDifference(_plan, members)));
        }
        catch (Exception exception) when (exception is SocketException or IOException or ProtocolException or TimeoutException)
        {
            throw new CommandFailure(ExitCodes.CannotConnect, $"no session with the group: {exception.Message}", exception);
        }
        finally
        {
            WriteTimeline();
        }
    }

    private async Task<(IReadOnlyList<FailOver> FailOvers, TimeSpan LoadTime, int InDoubt)> RunGroupAsync(CancellationToken cancellationToken)
    {
        var (host, view) = await ClusterRunCommand.StartAsync(_context, _plan, cancellationToken).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            await _load.PrepareAsync(_target).WaitAsync(cancellationToken).ConfigureAwait(false);
            _screen.Say($"{_plan.Nodes} members are in sync, {view.Primary} leads epoch {view.Epoch} ({Choices.Name(_plan.Durability)}), "
                + $"{_load.World.Accounts:N0} accounts are open; {_settings.Acquirers} acquirers with {_settings.Terminals} terminals each "
                + $"start paying, {_settings.Rate:N0} requests a second");
            var (failOvers, loadTime) = await LoadAsync(host, cancellationToken).ConfigureAwait(false);
            var inDoubt = _load.InDoubt;
            _screen.Say($"asking for all {_load.Requests:N0} answers and {_load.World.Accounts:N0} balances again");
            await _load.ProveAsync(_target).WaitAsync(cancellationToken).ConfigureAwait(false);
            await host.UntilSettledAsync(cancellationToken).ConfigureAwait(false);
            host.RequireAlive();
            return (failOvers, loadTime, inDoubt);
        }
    }

    /// <summary>Lets the acquirers work, and kills primaries while they do.</summary>
    private async Task<(IReadOnlyList<FailOver> FailOvers, TimeSpan LoadTime)> LoadAsync(ClusterHost host, CancellationToken cancellationToken)
    {
        var killer = new PrimaryKiller(host, _watch);
        var table = new ClusterDemoTable(host, _load, _watch);
        using var stop = new CancellationTokenSource();
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _watch.Begin();
        var following = table.FollowAsync(stop.Token);
        var work = _load.WorkAsync(_target, new Pacer(_settings.Rate, ClusterDemoSettings.RequestsMax), stop.Token, abandon.Token);
        try
        {
            var kills = killer.RunAsync(TimeSpan.FromSeconds(_settings.Seconds), _settings.Kills, cancellationToken);
            await _screen.ShowAsync(kills, table.Create, table.Line).ConfigureAwait(false);
            var loadTime = _watch.Elapsed;
            await stop.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(false);
            return (killer.FailOvers, loadTime);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await abandon.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(work, following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void WriteTimeline()
    {
        if (_settings.TimelineFile is { } file)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(_watch.ToTimeline(), Timeline.JsonOptions));
        }
    }
}
