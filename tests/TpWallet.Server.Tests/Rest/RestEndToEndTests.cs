using System.Net;
using System.Text;
using System.Text.Json;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Engine;
using TpWallet.Server.Tests.Engine;

namespace TpWallet.Server.Tests.Rest;

/// <summary>The life of a payment over HTTP, against the real core and journal, with keys made by the command line.</summary>
public sealed class RestEndToEndTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("tpwallet-rest-").FullName;
    private readonly HttpClient _http = new();
    private Uri _address = new("http://localhost");

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Payment_is_held_captured_and_refunded_and_repeats_change_nothing()
    {
        var operations = await CreateKeyAsync("--role", "operator");
        var shop = await CreateKeyAsync("--role", "acquirer", "--participant", "1");
        await using var node = await StartAsync();
        await FurnishAsync(operations);
        var authorization = Guid.CreateVersion7();
        const string Hold = """{"account":1001,"merchant":2001,"amount":3000,"currency":"USD"}""";

        var held = await SendAsync(shop, "/authorizations", Hold, authorization);
        var again = await SendAsync(shop, "/authorizations", Hold, authorization);
        var conflict = await SendAsync(shop, "/authorizations", Hold.Replace("3000", "3001", StringComparison.Ordinal), authorization);
        var captured = await SendAsync(shop, "/captures", $$"""{"authorization":"{{authorization}}","amount":2500,"currency":"USD"}""");
        var refunded = await SendAsync(shop, "/refunds", $$"""{"original":"{{authorization}}","amount":500,"currency":"USD"}""");
        var tooLate = await SendAsync(shop, "/voids", $$"""{"authorization":"{{authorization}}"}""");
        var declined = await SendAsync(shop, "/purchases", """{"account":1001,"merchant":2001,"amount":999999,"currency":"USD"}""");

        Assert.Equal((HttpStatusCode.Created, 7_000), (held.Status, held.Number("available")));
        Assert.Equal((HttpStatusCode.Created, true, held.Text), (again.Status, again.IsReplay, again.Text));
        Assert.Equal((HttpStatusCode.Conflict, "requestIdConflict"), (conflict.Status, conflict.Code));
        Assert.Equal((HttpStatusCode.Created, 2_500), (captured.Status, captured.Number("amount")));
        Assert.Equal((HttpStatusCode.Created, 500), (refunded.Status, refunded.Number("amount")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "authorizationCaptured"), (tooLate.Status, tooLate.Code));
        Assert.Equal((HttpStatusCode.PaymentRequired, "insufficientFunds"), (declined.Status, declined.Code));
        var wallet = await GetAsync(shop, "/accounts/1001");
        Assert.Equal((8_000, 8_000), (wallet.Number("posted"), wallet.Number("available")));
        Assert.Equal(held.Text, (await GetAsync(shop, $"/inquiries/{authorization}")).Text);
    }

    [Fact]
    public async Task Timeline_tells_every_message_of_a_payment_on_the_command_line()
    {
        var operations = await CreateKeyAsync("--role", "operator");
        var shop = await CreateKeyAsync("--role", "acquirer", "--participant", "1");
        var keyFile = Path.Combine(_data, "shop.key");
        await File.WriteAllTextAsync(keyFile, shop + Environment.NewLine);
        await using var node = await StartAsync();
        await FurnishAsync(operations);
        var payment = Guid.CreateVersion7();
        await SendAsync(shop, "/purchases", """{"account":1001,"merchant":2001,"amount":3000,"currency":"USD"}""", payment);
        await SendAsync(shop, "/purchases", """{"account":1001,"merchant":2001,"amount":3000,"currency":"USD"}""", payment);
        await SendAsync(shop, "/refunds", $$"""{"original":"{{payment}}","amount":500,"currency":"USD"}""");

        var run = await CommandLineRun.Of(["timeline", $"{payment}", "--rest", $"{node.HttpEndpoint}", "--key-file", keyFile]);

        Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.Error));
        var lines = run.Output.Split('\n').Where(static line => line.Contains("->", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.Contains("rest  purchase 30.00 USD -> approved (100)", lines[0], StringComparison.Ordinal);
        Assert.EndsWith($", the stored answer of {lines[0].Split(' ')[0]}", lines[1], StringComparison.Ordinal);
        Assert.Contains("rest  refund 5.00 USD -> approved (100)", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acquirer_can_not_see_or_touch_the_accounts_of_another_participant()
    {
        var operations = await CreateKeyAsync("--role", "operator");
        var stranger = await CreateKeyAsync("--role", "acquirer", "--participant", "2");
        await using var node = await StartAsync();
        await FurnishAsync(operations);
        await SendAsync(operations, "/participants", """{"participant":2}""");

        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(stranger, "/accounts/1001")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(stranger, "/accounts/1001?participant=1")).Status);
        Assert.False((await SendAsync(stranger, "/withdrawals", """{"account":1001,"clearing":9001,"amount":1,"currency":"USD"}""")).IsSuccess);
        Assert.False((await SendAsync(stranger, "/transfers", """{"account":1001,"to":2001,"amount":1,"currency":"USD"}""")).IsSuccess);
        Assert.Equal(10_000, (await GetAsync(operations, "/accounts/1001?participant=1")).Number("available"));
    }

    [Fact]
    public async Task Answer_survives_the_switch()
    {
        var name = Guid.CreateVersion7();
        const string Pay = """{"account":1001,"merchant":2001,"amount":3000,"currency":"USD"}""";
        string first;
        var operations = await CreateKeyAsync("--role", "operator");
        var shop = await CreateKeyAsync("--role", "acquirer", "--participant", "1");
        await using (var node = await StartAsync())
        {
            await FurnishAsync(operations);
            first = (await SendAsync(shop, "/purchases", Pay, name)).Text;
            await node.StopAsync();
        }

        await using var next = await StartAsync();
        var again = await SendAsync(shop, "/purchases", Pay, name);

        Assert.Equal((true, first), (again.IsReplay, again.Text));
    }

    [Theory]
    [InlineData("--role acquirer", "an acquirer's key needs --participant")]
    [InlineData("--role operator --participant 1", "an operator's key speaks for everybody: leave --participant out")]
    [InlineData("--role king", "--role must be one of acquirer, operator, read-only, not 'king'")]
    public async Task Key_that_makes_no_sense_is_refused(string options, string expected)
    {
        var run = await CommandLineRun.Of(["keys", "create", "--data", _data, .. options.Split(' ')]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_listed_without_themselves_and_revoked_by_their_id()
    {
        var key = await CreateKeyAsync("--role", "read-only", "--label", "dashboard");
        var id = key.Split('_')[1];

        var list = await CommandLineRun.Of(["keys", "list", "--data", _data]);
        Assert.Contains($"{id}  read-only  everybody", list.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Split('_')[2], list.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Success, (await CommandLineRun.Of(["keys", "revoke", "--data", _data, id])).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await CommandLineRun.Of(["keys", "revoke", "--data", _data, id])).ExitCode);
        Assert.Contains("revoked", (await CommandLineRun.Of(["keys", "list", "--data", _data])).Output, StringComparison.Ordinal);
    }

    private async Task<SwitchNode> StartAsync()
    {
        var node = await TestNode.StartAsync(TestNode.Configuration(_data));
        _address = new Uri($"http://{node.HttpEndpoint}");
        return node;
    }

    private async Task FurnishAsync(string operations)
    {
        (string Path, string Body)[] requests =
        [
            ("/participants", """{"participant":1}"""),
            ("/accounts", """{"participant":1,"account":1001,"kind":"customerWallet","currency":"USD"}"""),
            ("/accounts", """{"participant":1,"account":2001,"kind":"merchant","currency":"USD"}"""),
            ("/accounts", """{"participant":1,"account":9001,"kind":"externalClearing","currency":"USD"}"""),
            ("/deposits", """{"participant":1,"account":1001,"clearing":9001,"amount":10000,"currency":"USD"}"""),
        ];
        foreach (var (path, body) in requests)
        {
            var answer = await SendAsync(operations, path, body);
            Assert.True(answer.IsSuccess, answer.Text);
        }
    }

    private async Task<string> CreateKeyAsync(params string[] options)
    {
        var run = await CommandLineRun.Of(["keys", "create", "--data", _data, "--json", .. options]);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        return run.OutputJson().GetProperty("key").GetString()!;
    }

    private Task<Answer> SendAsync(string key, string path, string body, Guid? name = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", $"{name ?? Guid.CreateVersion7()}");
        return SendAsync(key, request);
    }

    private Task<Answer> GetAsync(string key, string path) => SendAsync(key, new HttpRequestMessage(HttpMethod.Get, path));

    private async Task<Answer> SendAsync(string key, HttpRequestMessage request)
    {
        request.RequestUri = new Uri(_address, request.RequestUri!);
        request.Headers.Authorization = new("Bearer", key);
        using var response = await _http.SendAsync(request);
        return new Answer(
            response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Contains("Idempotency-Replayed"));
    }

    private sealed record Answer(HttpStatusCode Status, string Text, bool IsReplay)
    {
        private readonly JsonElement _json = JsonSerializer.Deserialize<JsonElement>(Text);

        public bool IsSuccess => (int)Status < 300;

        public string? Code => _json.GetProperty("code").GetString();

        public long Number(string name) => _json.GetProperty(name).GetInt64();
    }
}
