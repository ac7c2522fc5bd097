using System.Net;
using System.Text;
using TpWallet.Gateway.Rest;
using Xunit.Abstractions;

namespace TpWallet.Gateway.Tests.Rest;

/// <summary>Whatever comes as a body, a path or a header gets an answer below 500 that says why, and the switch stays usable.</summary>
public sealed class RestFuzzTests(ITestOutputHelper log)
{
    private const int Seed = 20_261_122;
    private const int Clients = 4;
    private static readonly int Requests = Environment.GetEnvironmentVariable("TPWALLET_LONG") == "1" ? 200_000 : 3_000;

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "null", "true", "-1", "0", "1e400", "18446744073709551616", "0.1", "\\u0000", "\\ud800",
        "\u00e9", "\u0000",
        "\"account\"", "\"merchant\"", "\"amount\"", "\"currency\"", "\"USD\"", "\"authorization\"", "\"participant\"", "//", "/*", "  \n", "\ufeff",
    ];

    [Fact]
    public async Task Listener_answers_whatever_clients_send()
    {
        log.WriteLine($"Seed {Seed}");
        await using var served = await RestSwitch.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => AttackAsync(served, new Random(Seed + client))));

        Assert.Equal(served.Sessions.Counters[GatewayCounter.RequestsEntered], served.Sessions.Counters[GatewayCounter.RepliesWritten]);
        var good = await served.PostAsync("/authorizations", """{"account":1,"merchant":2,"amount":3,"currency":"USD"}""");
        Assert.Equal(HttpStatusCode.Created, good.Status);
    }

    private static async Task AttackAsync(RestSwitch served, Random random)
    {
        for (var count = 0; count < Requests; count++)
        {
            var operation = RestOperations.All[random.Next(RestOperations.All.Count)];
            var path = string.Join('/', operation.Path.Split('/').Select(part => part.StartsWith('{') ? PathValue(random) : part));
            var body = random.Next(3) == 0 ? Noise(random) : Mutated(random, operation);

            var answer = await served.SendAsync(
                new HttpMethod(operation.Method), path, Content(body), random.Next(2) == 0 ? served.Operator : served.Acquirer, Guid.NewGuid());

            // The server refuses a path that no route could ever have by itself, without a body.
            var isTold = answer.MediaType is "application/json" or "application/problem+json"
                || (answer.Status, answer.Text) is (HttpStatusCode.BadRequest, "");
            Assert.True((int)answer.Status < 500 && isTold,
                $"{operation.Method} {path} {Convert.ToHexString(body)}: {answer.Status} {answer.Text}");
        }
    }

    private static ByteArrayContent Content(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private static string PathValue(Random random) => random.Next(4) switch
    {
        0 => $"{random.NextInt64()}",
        1 => "USD",
        2 => Uri.EscapeDataString(Pieces[random.Next(Pieces.Length)] + "x"),
        _ => Convert.ToHexString(Bytes(random, random.Next(1, 300))),
    };

    private static byte[] Noise(Random random) => random.Next(2) == 0
        ? Bytes(random, random.Next(200))
        : Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Pieces[random.Next(Pieces.Length)])));

    /// <summary>A right body with a few bytes changed, taken out or doubled.</summary>
    private static byte[] Mutated(Random random, RestOperation operation)
    {
        var members = operation.BodyFields.Where(_ => random.Next(3) > 0).Select(static field => $"\"{field.Name}\":{field.Example}");
        var body = Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}").ToList();
        for (var change = random.Next(4); change > 0 && body.Count > 0; change--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(3))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveAt(at);
                    break;
                default:
                    body.InsertRange(at, body.GetRange(at, random.Next(body.Count - at)));
                    break;
            }
        }

        return [.. body];
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
