using System.Globalization;
using Spectre.Console;
using TpWallet.Replication.Views;
using TpWallet.Server.Demo;
using TpWallet.Server.Measurement;

namespace TpWallet.Server.Cluster.Proof;

/// <summary>A group at work as a table, and as a line.</summary>
internal sealed class ClusterDemoTable(ClusterHost host, DemoLoad load, AnswerWatch watch)
{
    private const int EventsShown = 6;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private volatile View? _view;
    private int _eventsSaid;
    private (long Answered, TimeSpan At) _before;

    /// <summary>Looks at the view until it is cancelled; what was seen last stays, when the store doesn't answer.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            _view = await host.ViewAsync(cancellationToken).ConfigureAwait(false) ?? _view;
            await Task.Delay(Look, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One row for each member; rate, latency and the last events below.</summary>
    public Table Create()
    {
        var view = _view;
        var table = new Table().Border(TableBorder.Rounded).Title("A group of replicas under load");
        string[] columns = ["member", "role", "in sync", "epoch", "applied", "behind", "process"];
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        var applied = Enumerable.Range(1, host.Plan.Nodes).Select(host.SequenceOf).ToArray();
        for (var number = 1; number <= host.Plan.Nodes; number++)
        {
            table.AddRow(Row(number, view, applied[number - 1], applied.Max()));
        }

        var events = string.Join('\n', watch.Events.TakeLast(EventsShown).Select(static happened =>
            string.Create(CultureInfo.InvariantCulture, $"{happened.Ms / 1_000.0,6:0.0} s  {happened.What}")));
        return table.Caption($"{Summary()}\n{events}");
    }

    /// <summary>Rate and latency, and before it what happened since the last line.</summary>
    public string Line()
    {
        var view = _view;
        var events = watch.Events;
        var news = string.Concat(events.Skip(_eventsSaid).Select(static happened =>
            string.Create(CultureInfo.InvariantCulture, $"{happened.Ms / 1_000.0,5:0.0} s: {happened.What}{Environment.NewLine}")));
        _eventsSaid = events.Count;
        var state = view is null ? "no view" : $"{view.Primary} leads epoch {view.Epoch}, {view.InSync.Length} of {host.Plan.Nodes} in sync";
        return $"{news}{Summary()}; {state}";
    }

    private string[] Row(int number, View? view, long applied, long most)
    {
        var isPrimary = view?.Primary.Number == number;
        var process = host.ProcessOf(number);
        var inSync = view is not null && view.InSync.Any(replica => replica.Node.Number == number);
        return
        [
            ClusterPlan.NameOf(number), process is null ? "down" : isPrimary ? "primary" : "standby", inSync ? "yes" : "no",
            isPrimary ? Number(view!.Epoch) : "", process is null ? "" : Number(applied), process is null ? "" : Number(most - applied),
            process is null ? "" : process.ProcessId.ToString(CultureInfo.InvariantCulture),
        ];
    }

    private string Summary()
    {
        var latencies = new LatencyHistogram();
        var counts = load.Offices.Aggregate(default(DemoCounts), (sum, office) => sum + office.Counters.Read(latencies));
        var elapsed = watch.Elapsed;
        var rate = (counts.Answered - _before.Answered) / Math.Max(0.001, (elapsed - _before.At).TotalSeconds);
        _before = (counts.Answered, elapsed);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed.TotalSeconds,5:0.0} s: {counts.Answered:N0} acknowledged, {rate:N0} a second now, "
                + $"p50 {latencies.PercentileUs(50) / 1_000:N1} ms, p99 {latencies.PercentileUs(99) / 1_000:N1} ms, "
                + $"longest {latencies.MaxNs / 1e6:N0} ms");
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
