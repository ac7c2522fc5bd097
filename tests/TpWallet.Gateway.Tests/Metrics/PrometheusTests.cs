using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using TpWallet.Disruptor;
using TpWallet.Gateway.Health;
using TpWallet.Gateway.Metrics;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests.Metrics;

public sealed partial class PrometheusTests
{
    [Fact]
    public async Task Exposition_passes_promtool()
    {
        await using var shown = await ShownSwitch.StartAsync();
        await shown.PayAsync(3);

        var (exitCode, output) = await CheckMetricsAsync(shown.Render());

        Assert.True(exitCode == 0 && output.Length == 0, $"promtool ended with {exitCode}:\n{output}");
    }

    [Fact]
    public async Task Readme_lists_every_metric_and_no_other()
    {
        await using var shown = await ShownSwitch.StartAsync();
        var text = shown.Render();
        var families = TypeLine().Matches(text).ToDictionary(static match => match.Groups[1].Value, static match => match.Groups[2].Value);
        var readme = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Gateway.README.md"));

        var listed = ReadmeRow().Matches(readme).ToDictionary(static match => match.Groups[1].Value, static match => match.Groups[2].Value);

        Assert.Equal(families.Order(KeyOrder), listed.Order(KeyOrder));
    }

    [Fact]
    public async Task Each_stage_and_the_ring_wait_count_their_batches()
    {
        await using var shown = await ShownSwitch.StartAsync();
        await shown.PayAsync(5);

        var text = shown.Render();

        Assert.Equal(5, Value(text, "tpwallet_ring_wait_seconds_count"));
        Assert.Equal(5, Value(text, "tpwallet_stage_duration_seconds_count{stage=\"core\"}"));
        Assert.Equal(5, Value(text, "tpwallet_stage_duration_seconds_bucket{stage=\"respond\",le=\"+Inf\"}"));
        Assert.Equal(5, Value(text, "tpwallet_gateway_requests_entered_total"));
        Assert.Equal(7, Value(text, "tpwallet_core_table_used_entries{table=\"accounts\"}"));
        Assert.Equal(1, Value(text, "tpwallet_ready"));
    }

    [Fact]
    public void Histogram_counts_a_value_in_the_bucket_of_its_bound_and_all_above()
    {
        var series = new HistogramSeries([0.1, 1]);
        foreach (var value in (double[])[0.05, 0.1, 0.5, 1, 7])
        {
            series.Record(value);
        }

        var text = new PrometheusText();
        text.Histogram("h", "a=\"b\"", series);

        Assert.Equal(
            """
            h_bucket{a="b",le="0.1"} 2
            h_bucket{a="b",le="1"} 4
            h_bucket{a="b",le="+Inf"} 5
            h_sum{a="b"} 8.65
            h_count{a="b"} 5

            """,
            text.ToString());
    }

    [Fact]
    public void Labels_and_help_are_escaped()
    {
        var text = new PrometheusText();
        text.Header("m", "a \\ and\na \"line\"", "gauge");
        text.Sample("m", PrometheusText.Labels([new("l", "a \\ and\na \"line\"")]), PrometheusText.Number(1));

        Assert.Equal("# HELP m a \\\\ and\\na \"line\"\n# TYPE m gauge\nm{l=\"a \\\\ and\\na \\\"line\\\"\"} 1\n", text.ToString());
    }

    [Fact]
    public void Recording_a_duration_allocates_nothing()
    {
        using var health = new SwitchHealth(time: new ManualTime());
        using var metrics = new SwitchMetrics(health);
        using var exposition = new PrometheusExposition(metrics);
        using var ring = new RingBuffer<Slot>(16, new AdaptiveWaitStrategy());
        var stage = new MeasuredPipeline(ring, [("none", new NoStage())], metrics).Stages[0];
        ring[0].Edge.Connection = 1;
        Record();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Record();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Record()
        {
            for (var batch = 0; batch < 1_000; batch++)
            {
                stage.OnBatch(ring, 0, 0);
            }
        }
    }

    private static Comparer<KeyValuePair<string, string>> KeyOrder { get; } =
        Comparer<KeyValuePair<string, string>>.Create(static (left, right) => string.CompareOrdinal(left.Key, right.Key));

    private static double Value(string text, string series) =>
        double.Parse(text.Split('\n').Single(line => line.StartsWith(series + " ", StringComparison.Ordinal))[(series.Length + 1)..]);

    private static async Task<(int ExitCode, string Output)> CheckMetricsAsync(string text)
    {
        var start = new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            await process.StandardInput.WriteAsync(text);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await output + await error);
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException("promtool is missing: install the package 'prometheus', as test.sh does.", exception);
        }
    }

    [Fact]
    public async Task Member_of_a_group_shows_its_standing_and_its_standbys()
    {
        await using var shown = await ShownSwitch.StartAsync();

        var text = shown.Render();

        Assert.Equal(1, Value(text, "tpwallet_group_role{role=\"primary\"}"));
        Assert.Equal(0, Value(text, "tpwallet_group_role{role=\"standby\"}"));
        Assert.Equal(17, Value(text, "tpwallet_group_standby_lag_commands{member=\"node-2\"}"));
        Assert.Equal(0.5, Value(text, "tpwallet_group_standby_silent_seconds{member=\"node-2\"}"));
        Assert.Equal(4, Value(text, "tpwallet_group_events_total{event=\"joins_sent\"}"));
        Assert.Equal(1, Value(text, "tpwallet_group_acknowledgement_seconds_count"));
    }

    [Fact]
    public void Member_of_a_group_that_tells_nothing_yet_shows_no_numbers()
    {
        using var health = new SwitchHealth();
        using var metrics = new SwitchMetrics(health);
        using var exposition = new PrometheusExposition(metrics);

        metrics.ObserveGroup(static () => null);

        Assert.DoesNotContain("tpwallet_group_epoch ", exposition.Render().Replace("# TYPE tpwallet_group_epoch ", "", StringComparison.Ordinal)
            .Replace("# HELP tpwallet_group_epoch ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^# TYPE (\S+) (\S+)$", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^\| `([a-z_]+)` \| (counter|gauge|histogram) \|", RegexOptions.Multiline)]
    private static partial Regex ReadmeRow();

    private static GroupReading Member => new()
    {
        Member = "node-1",
        Role = "primary",
        Epoch = 7,
        IsInSync = true,
        InSync = 2,
        MinInSync = 2,
        Standbys = [new StandbyReading("node-2", 17, 0.5)],
        Events = [("joins_sent", 4)],
    };

    private sealed class NoStage : IStage<Slot>
    {
        public void OnBatch(RingBuffer<Slot> ring, long first, long last)
        {
        }
    }

    /// <summary>A switch whose metrics are shown.</summary>
    private sealed class ShownSwitch(TestSwitch served, SwitchHealth health, SwitchMetrics metrics, PrometheusExposition exposition)
        : IAsyncDisposable
    {
        public static async Task<ShownSwitch> StartAsync()
        {
            var health = new SwitchHealth();
            var metrics = new SwitchMetrics(health);
            var exposition = new PrometheusExposition(metrics);
            var served = await TestSwitch.StartAsync(metrics: metrics);
            metrics.Observe(new FixedReadings(), served.Sessions);
            metrics.ObserveGroup(static () => Member).Acknowledged(0.002);
            health.Serving(served.Watermarks);
            return new ShownSwitch(served, health, metrics, exposition);
        }

        public string Render() => exposition.Render();

        public async Task PayAsync(int payments)
        {
            using var client = await served.SignOnAsync();
            for (var payment = 1; payment <= payments; payment++)
            {
                await client.SendRequestsAsync((ulong)payment, 1);
                await client.ReadAsync(FrameType.Reply);
                await TestSwitch.UntilAsync(() => health.Look().Stages.All(stage => stage.Done >= payment), "the payment to pass every stage");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await served.DisposeAsync();
            exposition.Dispose();
            metrics.Dispose();
            health.Dispose();
        }
    }

    private sealed class FixedReadings : ISwitchReadings
    {
        public ulong Sequence => 12;

        public long Commands => 11;

        public long JournalBatches => 3;

        public long JournalBytes => 12_288;

        public int RingCapacity => 1_024;

        public long RingRemaining => 1_000;

        public IReadOnlyList<TableReading> Tables => [new("accounts", 7, 100), new("request_ids", 5, 50)];
    }
}
