using System.Net;
using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine;
using TpWallet.Server.Tests.Engine;

namespace TpWallet.Server.Tests.Rest;

/// <summary>Health and metrics of a whole switch.</summary>
public sealed class OperationsTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("tpwallet-http-").FullName;
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Theory]
    [InlineData(TopologyKind.SingleThread)]
    [InlineData(TopologyKind.ThreadPerStage)]
    public async Task A_running_switch_is_ready_and_shows_what_it_did(object topology)
    {
        await using var node = await StartAsync((TopologyKind)topology);
        await using var operations = await AcquirerClient.ConnectAsync(
            new ClientOptions { Port = node.Endpoint.Port, Role = SessionRole.Operator, Participant = 0 });
        await operations.SendAsync(PaymentCommands.AddParticipant(1, RequestId.FromGuid(Guid.NewGuid())));

        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync($"http://{node.HttpEndpoint}/health/ready")).StatusCode);
        var metrics = await _http.GetStringAsync($"http://{node.HttpEndpoint}/metrics");

        // The switch may give commands to itself meanwhile.
        Assert.Matches(@"\ntpwallet_sequence [1-9]\d*\n", metrics);
        Assert.Contains("\ntpwallet_core_table_entries{table=\"accounts\"} 100\n", metrics, StringComparison.Ordinal);
        foreach (var stage in (string[])["seal", "journal", "apply", "respond"])
        {
            Assert.Matches($@"\ntpwallet_stage_duration_seconds_count\{{stage=""{stage}""\}} [1-9]\d*\n", metrics);
        }
    }

    private Task<SwitchNode> StartAsync(TopologyKind topology)
    {
        var configuration = TestNode.Configuration(_data);
        return TestNode.StartAsync(configuration with { Engine = configuration.Engine with { Topology = topology } });
    }
}
