using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using TpWallet.Gateway.Health;
using TpWallet.Gateway.Metrics;
using TpWallet.Gateway.Rest;
using TpWallet.Gateway.Tests.Support;

namespace TpWallet.Gateway.Tests.Rest;

/// <summary>What a probe and Prometheus see over HTTP.</summary>
public sealed class OperationsTests
{
    [Fact]
    public async Task Live_answers_while_the_switch_recovers_and_ready_says_how_far_it_is()
    {
        await using var edge = await Edge.StartAsync();
        edge.Health.Recovering("recovering: 40 % of 512 MiB of journal read");

        Assert.Equal(HttpStatusCode.OK, (await edge.Http.GetAsync("/health/live")).StatusCode);
        var (status, report) = await edge.ReadyAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("recovering", report.GetProperty("phase").GetString());
        Assert.Equal("recovering: 40 % of 512 MiB of journal read", report.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Ready_names_the_stage_that_is_stuck_and_for_how_long()
    {
        await using var edge = await Edge.StartAsync();
        edge.Health.Serving([new Watermark("seal", static () => 9, static () => 9), new Watermark("journal", static () => 9, static () => 4)]);
        Assert.Equal(HttpStatusCode.OK, (await edge.ReadyAsync()).Status);

        edge.Time.Advance(TimeSpan.FromSeconds(4));
        var (status, report) = await edge.ReadyAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("journal", report.GetProperty("stuckStage").GetString());
        var journal = report.GetProperty("stages")[1];
        Assert.Equal((9, 4, 4.0), (journal.GetProperty("due").GetInt64(), journal.GetProperty("done").GetInt64(),
            journal.GetProperty("waitingSeconds").GetDouble()));
    }

    [Theory]
    [InlineData(true, true, HttpStatusCode.OK, HttpStatusCode.OK, "primary")]
    [InlineData(false, true, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, "standby")]
    [InlineData(false, false, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, "standby")]
    public async Task Member_of_a_group_is_ready_while_it_leads_or_could_take_over(
        bool leads, bool inSync, HttpStatusCode ready, HttpStatusCode primary, string role)
    {
        await using var edge = await Edge.StartAsync();
        edge.Health.Serving([], () => new MemberStanding(leads, inSync, "node-1"));

        var (status, report) = await edge.ReadyAsync();

        Assert.Equal(ready, status);
        Assert.Equal(primary, (await edge.Http.GetAsync("/health/primary")).StatusCode);
        Assert.Equal((role, inSync, "node-1"), (report.GetProperty("role").GetString(), report.GetProperty("inSync").GetBoolean(),
            report.GetProperty("primary").GetString()));
    }

    [Fact]
    public async Task Switch_without_a_group_is_primary_while_it_is_ready()
    {
        await using var edge = await Edge.StartAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await edge.Http.GetAsync("/health/primary")).StatusCode);

        edge.Health.Serving([]);

        Assert.Equal(HttpStatusCode.OK, (await edge.Http.GetAsync("/health/primary")).StatusCode);
        Assert.Equal("alone", (await edge.ReadyAsync()).Report.GetProperty("role").GetString());
    }

    [Fact]
    public async Task Metrics_come_in_the_text_format_of_prometheus()
    {
        await using var edge = await Edge.StartAsync();
        using var response = await edge.Http.GetAsync("/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Contains("\ntpwallet_ready 0\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_others_reach_must_be_allowed() =>
        Assert.Throws<ArgumentException>(new RestListenerOptions { Address = IPAddress.Any }.Validate);

    /// <summary>The HTTP side of a switch that is not there yet.</summary>
    private sealed class Edge : IAsyncDisposable
    {
        private readonly SwitchMetrics _metrics;
        private readonly PrometheusExposition _exposition;
        private readonly RestListener _listener;

        private Edge()
        {
            Health = new SwitchHealth(time: Time);
            _metrics = new SwitchMetrics(Health);
            _exposition = new PrometheusExposition(_metrics);
            _listener = new RestListener(new RestListenerOptions { Port = 0 }, Health, _exposition, NullLoggerFactory.Instance);
        }

        public ManualTime Time { get; } = new();

        public HttpClient Http { get; } = new();

        public SwitchHealth Health { get; }

        public static async Task<Edge> StartAsync()
        {
            var edge = new Edge();
            await edge._listener.StartAsync();
            edge.Http.BaseAddress = new Uri($"http://{edge._listener.EndPoint}");
            return edge;
        }

        public async Task<(HttpStatusCode Status, JsonElement Report)> ReadyAsync()
        {
            using var response = await Http.GetAsync("/health/ready");
            return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()));
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await _listener.DisposeAsync();
            _exposition.Dispose();
            _metrics.Dispose();
            Health.Dispose();
        }
    }
}
