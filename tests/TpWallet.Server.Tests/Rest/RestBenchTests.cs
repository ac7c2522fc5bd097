using System.Text;
using TpWallet.Messages;
using TpWallet.Server.Bench;
using TpWallet.Server.Bench.Rest;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Tests.Rest;

public sealed class RestBenchTests
{
    [Fact]
    public async Task Load_over_rest_is_answered_by_a_durable_switch()
    {
        var run = await CommandLineRun.Of(
            "bench", "--target", "embedded", "--protocol", "rest", "--connections", "3", "--accounts", "20", "--warmup", "0.1", "--seconds", "0.3",
            "--json");

        Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.Error));
        var json = run.OutputJson();
        Assert.Equal((0, 0, 1), (json.GetProperty("errors").GetInt32(), json.GetProperty("replayed").GetInt32(),
            json.GetProperty("window").GetInt32()));
        Assert.True(json.GetProperty("acknowledged").GetInt64() > 0);
    }

    [Fact]
    public void Template_puts_each_payment_into_a_request_of_the_same_length()
    {
        var template = new RequestTemplate("tpw_key");
        var first = Encoding.ASCII.GetString(template.Write(Payment(100)).Span);
        var second = Encoding.ASCII.GetString(template.Write(Payment(7)).Span);

        Assert.Equal(first.Length, second.Length);
        Assert.StartsWith("POST /authorizations HTTP/1.1\r\n", first, StringComparison.Ordinal);
        Assert.Contains($"Idempotency-Key: {new RequestId(1, 2)}\r\n", first, StringComparison.Ordinal);
        Assert.EndsWith("""{"account":900001000000,"merchant":900000000001,"amount":100,"currency":"USD"}""", first, StringComparison.Ordinal);
        Assert.EndsWith("""{"account":900001000000,"merchant":900000000001,"amount":  7,"currency":"USD"}""", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Length: 16\r\n\r\n{\"number\":100  }", 60, ResultCode.Approved)]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Length: 16\r\n\r\n{\"number\":100  ", 0, ResultCode.None)]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Length: 16\r\n", 0, ResultCode.None)]
    [InlineData("HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\n{}", 42, ResultCode.None)]
    public void Response_is_read_when_it_is_whole(string text, int length, object result)
    {
        Assert.Equal(length, ResponseReader.TryRead(Encoding.ASCII.GetBytes(text), out var read));
        Assert.Equal(result, read);
    }

    [Fact]
    public void What_is_no_response_is_refused() =>
        Assert.Throws<LoadException>(() => ResponseReader.TryRead("SSH-2.0\r\n\r\n"u8, out _));

    private static Command Payment(long amount) => new()
    {
        RequestId = new RequestId(1, 2),
        Account = BenchAccounts.Wallet(0),
        Counterparty = BenchAccounts.Merchant(0),
        Amount = amount,
    };
}
