using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using TpWallet.Gateway.Rest;
using TpWallet.Gateway.Rest.Docs;
using TpWallet.Gateway.Rest.Json;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Rest;

public sealed class OpenApiTests
{
    private static readonly JsonElement Document = JsonSerializer.Deserialize<JsonElement>(OpenApiDocument.Utf8);

    [Fact]
    public async Task Document_and_page_are_served_and_need_nothing_from_elsewhere()
    {
        await using var served = await RestSwitch.StartAsync(serve: false);

        Assert.Equal("3.1.0", (await served.GetAsync(OpenApiDocument.Path)).Json.GetProperty("openapi").GetString());
        foreach (var path in (string[])["/", "/docs", "/docs/docs.js", "/docs/docs.css"])
        {
            var page = await served.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.DoesNotContain("://", page.Text, StringComparison.Ordinal);
        }
    }

    /// <summary>Routes come from the same tables; here it is the answers of the routes themselves that count.</summary>
    [Fact]
    public async Task Every_documented_method_is_routed_and_no_other()
    {
        await using var served = await RestSwitch.StartAsync();
        foreach (var path in Document.GetProperty("paths").EnumerateObject())
        {
            var url = path.Name.Replace("{requestId}", $"{Guid.NewGuid()}").Replace("{currency}", "USD").Replace("{", "").Replace("}", "");
            foreach (var method in (string[])["get", "post", "put", "delete", "patch"])
            {
                var answer = await served.SendAsync(new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), url));
                var isRouted = answer.Status is not (HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound);
                Assert.True(isRouted == path.Value.TryGetProperty(method, out _), $"{method} {path.Name}: {answer.Status}");
            }
        }
    }

    [Fact]
    public void Every_reference_resolves()
    {
        foreach (var reference in References(Document))
        {
            var node = Document;
            foreach (var name in reference[2..].Split('/'))
            {
                Assert.True(node.TryGetProperty(name, out node), reference);
            }
        }
    }

    [Fact]
    public void Every_operation_has_a_name_of_its_own_and_declares_the_parameters_of_its_path()
    {
        var names = new HashSet<string>();
        foreach (var path in Document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Select(static method => method.Value))
            {
                Assert.True(names.Add(operation.GetProperty("operationId").GetString()!));
                Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
                string[] declared = operation.TryGetProperty("parameters", out var parameters)
                    ? [.. parameters.EnumerateArray().Where(IsInPath).Select(static parameter => parameter.GetProperty("name").GetString()!)]
                    : [];
                Assert.Equal(path.Name.Split('/').Where(static part => part.StartsWith('{')).Select(static part => part[1..^1]).Order(),
                    declared.Order());
            }
        }

        static bool IsInPath(JsonElement parameter) => parameter.TryGetProperty("in", out var place) && place.GetString() == "path";
    }

    [Fact]
    public void Every_example_of_a_body_is_accepted()
    {
        foreach (var operation in RestOperations.All)
        {
            var body = Document.GetProperty("paths").GetProperty(operation.Path).GetProperty(operation.Method.ToLowerInvariant())
                .GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText();
            var command = default(Command);
            Assert.Null(CommandBody.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body)), operation, ref command));
        }
    }

    /// <summary>A command that can't be sent over REST is one that only the switch itself sends, or an inquiry, which is a GET.</summary>
    [Fact]
    public void Every_command_of_acquirers_and_operators_has_an_operation()
    {
        CommandKind[] elsewhere = [CommandKind.BalanceInquiry, CommandKind.StatusInquiry];

        var missing = Enum.GetValues<CommandKind>().Where(static kind => kind >= CommandKind.AddParticipant).Except(elsewhere)
            .Except(RestOperations.All.Select(static operation => operation.Kind));

        Assert.Empty(missing);
    }

    private static IEnumerable<string> References(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(static member =>
            member.Name == "$ref" ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
