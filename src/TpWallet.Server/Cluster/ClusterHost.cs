using TpWallet.Replication.Views;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Embedded;
using TpWallet.Server.Engine.Group;

namespace TpWallet.Server.Cluster;

/// <summary>The members of a group as child processes of this one: started, watched, killed, started again, stopped.</summary>
internal sealed class ClusterHost : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Longer than members take to tell of themselves.</summary>
    private static readonly TimeSpan SettledFor = TimeSpan.FromMilliseconds(2_100);
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(20);

    private readonly ClusterPlan _plan;
    private readonly SwitchProcess?[] _members;
    private readonly IViewStore _store;

    private ClusterHost(ClusterPlan plan, IViewStore store)
    {
        _plan = plan;
        _store = store;
        _members = new SwitchProcess?[plan.Nodes];
    }

    /// <summary>The plan.</summary>
    public ClusterPlan Plan => _plan;

    /// <summary>Starts all members at once.</summary>
    /// <exception cref="CommandFailure">One could not start; the others are stopped again.</exception>
    public static async Task<ClusterHost> StartAsync(ClusterPlan plan, CancellationToken cancellationToken)
    {
        var host = new ClusterHost(plan, await GroupSeams.OpenStoreAsync(plan.ConfigurationOf(1).Group!, cancellationToken).ConfigureAwait(false));
        try
        {
            await Task.WhenAll(Enumerable.Range(1, plan.Nodes).Select(number => host.StartAsync(number, cancellationToken))).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts a member that doesn't run.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CommandFailure">It could not start.</exception>
    public async Task StartAsync(int number, CancellationToken cancellationToken) =>
        _members[number - 1] = await SwitchProcess.StartAsync(_plan.FileOf(number), cancellationToken).ConfigureAwait(false);

    /// <summary>The process of a member; null: it doesn't run.</summary>
    public SwitchProcess? ProcessOf(int number) => _members[number - 1] is { Ended.IsCompleted: false } process ? process : null;

    /// <summary>The last command of the log that a member has applied, as it told last, at most a second ago.</summary>
    public long SequenceOf(int number) => _members[number - 1]?.Sequence ?? 0;

    /// <summary>Waits, when nobody pays any more, until all members have applied the same; gives up after a while, as that is found later.</summary>
    public async Task UntilSettledAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var since = TimeSpan.Zero;
        long[] before = [];
        while (TimeProvider.System.GetElapsedTime(started) is var elapsed && elapsed < SettleTimeout && elapsed - since < SettledFor)
        {
            var sequences = Enumerable.Range(1, _plan.Nodes).Select(SequenceOf).ToArray();
            if (sequences.Distinct().Count() > 1 || !sequences.SequenceEqual(before))
            {
                since = elapsed;
            }

            before = sequences;
            await Task.Delay(Look, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Kills a member, as a power cut would.</summary>
    public async Task KillAsync(int number)
    {
        if (Interlocked.Exchange(ref _members[number - 1], null) is { } process)
        {
            await process.KillAsync().ConfigureAwait(false);
            await process.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Stops a member in order.</summary>
    /// <returns>Its exit code; 0 if it didn't run.</returns>
    public async Task<int> StopAsync(int number)
    {
        if (Interlocked.Exchange(ref _members[number - 1], null) is not { } process)
        {
            return ExitCodes.Success;
        }

        var exitCode = await process.StopAsync().ConfigureAwait(false);
        await process.DisposeAsync().ConfigureAwait(false);
        return exitCode;
    }

    /// <summary>The view; null: there is none yet, or the store doesn't answer.</summary>
    public async Task<View?> ViewAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _store.ReadAsync(cancellationToken).ConfigureAwait(false))?.View;
        }
        catch (ViewStoreException)
        {
            return null; // asked again at once by whoever waits for it
        }
    }

    /// <summary>All members that were started and neither killed nor stopped are there.</summary>
    /// <exception cref="CommandFailure">One has ended by itself.</exception>
    public void RequireAlive()
    {
        for (var number = 1; number <= _plan.Nodes; number++)
        {
            if (_members[number - 1] is { Ended.IsCompleted: true } ended)
            {
                throw new CommandFailure(ExitCodes.SwitchFailed, $"{ClusterPlan.NameOf(number)} stopped by itself: {ended.LastError}");
            }
        }
    }

    /// <summary>Waits for a view.</summary>
    /// <exception cref="CommandFailure">It didn't come about in time, or a member ended meanwhile.</exception>
    public async Task<View> UntilAsync(Func<View, bool> isWanted, string what, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var view = await ViewAsync(cancellationToken).ConfigureAwait(false);
            if (view is not null && isWanted(view))
            {
                return view;
            }

            RequireAlive();
            if (TimeProvider.System.GetElapsedTime(started) > atMost)
            {
                throw new CommandFailure(ExitCodes.SwitchFailed,
                    $"{what} did not come about within {atMost.TotalSeconds:0} s; the view is: {view?.ToString() ?? "none"}");
            }

            await Task.Delay(Look, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops standbys first, so that no member takes over from one that stops.</summary>
    public async ValueTask DisposeAsync()
    {
        var primary = (await ViewAsync(CancellationToken.None).ConfigureAwait(false))?.Primary.Number ?? 0;
        await Task.WhenAll(Enumerable.Range(1, _plan.Nodes).Where(number => number != primary).Select(StopAsync)).ConfigureAwait(false);
        if (primary >= 1 && primary <= _plan.Nodes)
        {
            await StopAsync(primary).ConfigureAwait(false);
        }

        _store.Dispose();
    }
}
