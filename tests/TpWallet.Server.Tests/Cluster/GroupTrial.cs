using System.Net;
using TpWallet.Replication.Views;
using TpWallet.Server.Cluster;
using TpWallet.Server.Cluster.Proof;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Demo;

namespace TpWallet.Server.Tests.Cluster;

/// <summary>
/// A group of real processes under load from acquirers that follow the primary. At the end every answer is asked for again, and the members'
/// journals are compared byte for byte.
/// </summary>
internal sealed class GroupTrial : IAsyncDisposable
{
    public const int Nodes = 3;

    private const ulong Seed = 7;
    private const int RequestsMax = 150_000;
    private const int MoreThanInFlight = 200;
    private static readonly TimeSpan Generous = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tpwallet-group-");
    private readonly AnswerWatch _watch = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private Task _work = Task.CompletedTask;
    private ClusterHost? _host;

    private GroupTrial(Func<ClusterPlan, ClusterPlan>? change)
    {
        var plan = new ClusterPlan
        {
            Nodes = Nodes,
            Folder = _folder.FullName,
            BasePort = FreePorts.ForGroup(Nodes),
            History = false,
            Genesis = new GenesisConfiguration
            {
                Accounts = 4_000,
                OpenAuthorizations = 4_096,
                DuplicateEntries = 2 * RequestsMax,
                Instruments = 10,
                Participants = 10,
            },
            Adjust = static (_, configuration) => configuration with { SegmentBytes = 16 << 20 },
        };
        Plan = change?.Invoke(plan) ?? plan;
        Load = new DemoLoad(acquirers: 2, terminals: 16, Seed, _watch);
    }

    public ClusterPlan Plan { get; }

    public DemoLoad Load { get; }

    public AnswerWatch Watch => _watch;

    public ClusterHost Host => _host!;

    public SwitchTarget Target => Plan.Target;

    private long Answered => Load.Offices.Sum(static office => office.Counters.Read(new()).Answered);

    /// <summary>Lays a group out; nothing is started.</summary>
    public static GroupTrial Of(Func<ClusterPlan, ClusterPlan>? change = null) => new(change);

    public Witness NewWitness() => new(Load, Seed);

    /// <summary>Starts all members, waits until they are in sync, and lets acquirers pay from now on.</summary>
    public async Task BeginAsync(int requestsPerSecond = 500)
    {
        ClusterFolder.Prepare(Plan);
        _host = await ClusterHost.StartAsync(Plan, CancellationToken.None);
        await AllInSyncAsync();
        await Load.PrepareAsync(Target);
        _watch.Begin();
        _work = Load.WorkAsync(Target, new Pacer(requestsPerSecond, RequestsMax), _stop.Token, _abandon.Token);
        await PaymentsGoOnAsync();
    }

    /// <summary>Waits until more payments have been answered than can have been in flight.</summary>
    public Task PaymentsGoOnAsync()
    {
        var before = Answered;
        return UntilAsync(() => Answered > before + MoreThanInFlight, "payments go on");
    }

    public Task<View> AllInSyncAsync() => ViewAsync(static view => view.InSync.Length == Nodes, "all are in sync");

    public Task<View> ViewAsync(Func<View, bool> isWanted, string what) => Host.UntilAsync(isWanted, what, Generous, CancellationToken.None);

    /// <summary>The view as it is; there is one.</summary>
    public Task<View> ViewAsync() => ViewAsync(static _ => true, "a view");

    /// <summary>Waits until a member is no longer waited for; it may even have ended.</summary>
    public Task LeftOutAsync(int number) => UntilAsync(
        async () => await Host.ViewAsync(CancellationToken.None) is { } view && view.InSync.All(replica => replica.Node.Number != number),
        $"going on without {ClusterPlan.NameOf(number)}");

    /// <summary>Waits for a condition.</summary>
    public Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Waits for a condition that takes time to find out.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var timer = new PeriodicTimer(Look);
        using var limit = new CancellationTokenSource(Generous);
        while (!await condition())
        {
            Assert.False(_work.IsCompleted && !_stop.IsCancellationRequested, "the acquirers have stopped working");
            Assert.False(limit.IsCancellationRequested, $"{what}: not within {Generous}; {string.Join("; ", Load.Ledgers.Proof.Examples)}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Ends a member by SIGTERM and starts it again.</summary>
    public async Task RestartAsync(int number)
    {
        Signal.Send(Signal.Terminate, Host.ProcessOf(number)!.ProcessId);
        Assert.Equal(ExitCodes.Success, await Host.StopAsync(number));
        await Host.StartAsync(number, CancellationToken.None);
    }

    /// <summary>Ends the load: each request must have had its answer. Then asks for everything again, stops all members, compares journals.</summary>
    public async Task ProveAsync()
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(Generous);
        Assert.Equal(0, Load.InDoubt);

        await AllInSyncAsync();
        await Load.ProveAsync(Target);
        await Host.UntilSettledAsync(CancellationToken.None);
        var primary = (await ViewAsync()).Primary.Number;
        foreach (var number in Enumerable.Range(1, Nodes).OrderBy(number => number == primary))
        {
            Assert.Equal(ExitCodes.Success, await Host.StopAsync(number));
        }

        var members = GroupAudit.Read(Plan, CancellationToken.None);
        Assert.Null(GroupAudit.FindDifference(Plan, members));
        Assert.Single(members.Select(static member => (member.Books.End, member.Books.StateHash)).Distinct());
        Load.Ledgers.Proof.BooksBalance = members.All(static member => member.Books.Balance);
        Assert.True(Load.Ledgers.Proof.Holds, string.Join("; ", Load.Ledgers.Proof.Examples));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _abandon.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _stop.Dispose();
        _abandon.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Where a member really listens for the others.</summary>
    public static IPEndPoint ReplicationOf(SwitchConfiguration configuration, int number) =>
        IPEndPoint.Parse(configuration.Group!.Members[ClusterPlan.NameOf(number)].Replication);
}
