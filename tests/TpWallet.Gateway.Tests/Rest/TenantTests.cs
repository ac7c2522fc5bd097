using System.Net;
using System.Text.Json.Nodes;
using TpWallet.Gateway.History;
using TpWallet.Gateway.Rest.Docs;
using TpWallet.Gateway.Rest.Keys;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Rest;

/// <summary>Nobody reaches what is another participant's. Every endpoint of the OpenAPI document is tried.</summary>
public sealed class TenantTests
{
    private const uint Other = RestSwitch.OwnParticipant + 1;
    private static readonly JsonNode Document = JsonNode.Parse(OpenApiDocument.Utf8)!;

    public static TheoryData<string, string> Endpoints(string role)
    {
        var data = new TheoryData<string, string>();
        foreach (var (path, methods) in Document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in methods!.AsObject())
            {
                var required = (string)operation!["x-role"]!;
                if (required == role || (role == "any" && required != "none"))
                {
                    data.Add(method, path);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Endpoints), "any")]
    public async Task Nothing_answers_without_a_key(string method, string path)
    {
        await using var served = await RestSwitch.StartAsync();
        foreach (var key in (string?[])[null, "", "tpw_", served.Acquirer[..^1] + "x", $"tpw_0123456789_{new string('0', 64)}"])
        {
            var answer = await SendAsync(served, method, path, key);

            Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized", "Bearer"), (answer.Status, answer.Code, answer.Headers["WWW-Authenticate"]));
        }

        Assert.Empty(served.Core.Seen);
    }

    [Theory]
    [MemberData(nameof(Endpoints), "operator")]
    public async Task Acquirer_may_not_do_what_is_an_operators(string method, string path)
    {
        await using var served = await RestSwitch.StartAsync();

        var answer = await SendAsync(served, method, path, served.Acquirer);

        Assert.Equal((HttpStatusCode.Forbidden, "notPermitted"), (answer.Status, answer.Code));
        Assert.Empty(served.Core.Seen);
    }

    [Theory]
    [MemberData(nameof(Endpoints), "operator")]
    public async Task Operator_may(string method, string path)
    {
        await using var served = await RestSwitch.StartAsync();

        var answer = await SendAsync(served, method, path, served.Operator);

        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text);
        Assert.Equal(CommandFlags.Operator, Assert.Single(served.Core.Seen).Flags & CommandFlags.Operator);
    }

    [Theory]
    [MemberData(nameof(Endpoints), "acquirer")]
    [MemberData(nameof(Endpoints), "operator")]
    public async Task Read_only_key_changes_nothing(string method, string path)
    {
        await using var served = await RestSwitch.StartAsync();
        var seesEverything = served.Keys.Create(ApiKeyRole.ReadOnly, 0, "").Text;
        served.Time.Advance(ApiKeyRing.LookInterval);
        foreach (var key in (string[])[served.ReadOnly, seesEverything])
        {
            var answer = await SendAsync(served, method, path, key);
            Assert.Equal((HttpStatusCode.Forbidden, "notPermitted"), (answer.Status, answer.Code));
        }

        Assert.Empty(served.Core.Seen);
    }

    [Theory]
    [MemberData(nameof(Endpoints), "acquirer")]
    public async Task Acquirer_speaks_for_its_own_participant_alone(string method, string path)
    {
        await using var served = await RestSwitch.StartAsync();

        var refused = await SendAsync(served, method, path, served.Acquirer, Other);
        Assert.Equal((HttpStatusCode.Forbidden, "notPermitted"), (refused.Status, refused.Code));
        Assert.Empty(served.Core.Seen);

        var own = await SendAsync(served, method, path, served.Acquirer);
        Assert.Equal(HttpStatusCode.Created, own.Status);
        var command = Assert.Single(served.Core.Seen);
        Assert.Equal((RestSwitch.OwnParticipant, CommandFlags.None), (command.Participant, command.Flags & CommandFlags.Operator));
    }

    [Theory]
    [MemberData(nameof(Endpoints), "read-only")]
    public async Task Acquirer_sees_its_own_participant_alone(string method, string path)
    {
        var payments = new AskedHistory();
        await using var served = await RestSwitch.StartAsync(payments: payments);
        foreach (var key in (string[])[served.Acquirer, served.ReadOnly])
        {
            var refused = await SendAsync(served, method, path, key, Other);
            Assert.Equal((HttpStatusCode.Forbidden, "notPermitted"), (refused.Status, refused.Code));

            await SendAsync(served, method, path, key);
        }

        var asked = served.Core.Seen.Select(static command => (command.Participant, command.Flags & CommandFlags.Operator))
            .Concat(payments.Asked.Select(static participant => (participant, CommandFlags.None)));
        Assert.All(asked, static who => Assert.Equal((RestSwitch.OwnParticipant, CommandFlags.None), who));
        Assert.Equal(2, served.Core.Seen.Count + payments.Asked.Count);
    }

    private static Task<RestAnswer> SendAsync(RestSwitch served, string method, string path, string? key, uint participant = 0)
    {
        var operation = Document["paths"]![path]![method]!;
        var url = path;
        foreach (var parameter in operation["parameters"]!.AsArray().Where(static parameter => (string?)parameter!["in"] == "path"))
        {
            url = url.Replace($"{{{parameter!["name"]}}}", parameter["example"]!.ToString(), StringComparison.Ordinal);
        }

        if (method == "get")
        {
            var request = new HttpRequestMessage(HttpMethod.Get, participant == 0 ? url : $"{url}?participant={participant}");
            request.Headers.TryAddWithoutValidation("Authorization", key is null ? null : $"Bearer {key}");
            return served.SendAsync(request);
        }

        var body = operation["requestBody"]!["content"]!["application/json"]!["example"]!.DeepClone().AsObject();
        if (participant != 0)
        {
            body["participant"] = participant;
        }

        return served.SendAsync(new HttpMethod(method.ToUpperInvariant()), url, body.ToJsonString(), key, Guid.NewGuid());
    }

    /// <summary>A history that only notes on whose behalf it was asked.</summary>
    private sealed class AskedHistory : IPaymentHistory
    {
        public List<uint> Asked { get; } = [];

        public ValueTask<PaymentAnswer> FindAsync(uint participant, RequestId requestId, CancellationToken cancellationToken)
        {
            Asked.Add(participant);
            return new(new PaymentAnswer(PaymentOutcome.Unknown));
        }

        public ValueTask<PaymentAnswer> FindAsync(
            uint participant, ulong retrievalReference, ulong terminal, CancellationToken cancellationToken) =>
            FindAsync(participant, default, cancellationToken);

        public ValueTask<PaymentPage> ReadAsync(uint participant, ulong before, int limit, CancellationToken cancellationToken)
        {
            Asked.Add(participant);
            return new(new PaymentPage(PaymentOutcome.Found, [], 0));
        }
    }
}
