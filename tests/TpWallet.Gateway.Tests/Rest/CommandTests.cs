using System.Net;
using System.Text;
using TpWallet.Gateway.Rest;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Rest;

/// <summary>Requests that change something, from HTTP to the ring and back.</summary>
public sealed class CommandTests
{
    private const string Authorization = """{"account":1001,"merchant":2001,"amount":3000,"currency":"USD"}""";

    [Fact]
    public async Task Authorization_enters_the_ring_as_the_command_that_it_says()
    {
        await using var served = await RestSwitch.StartAsync();
        var name = Guid.CreateVersion7();

        var answer = await served.PostAsync(
            "/authorizations",
            """
            {
              "instrument": 18446744073709551615, "merchant": 2001, "amount": 1000000000000000000, "currency": "EUR", "holdSeconds": 60,
              "allowPartial": true, "retrievalReference": "63271200AB42", "terminal": "TERM 1", "systemTrace": 42, "merchantCategory": 5411,
              "country": 840, "channel": "ecommerce", "entryMode": 7, "device": 5, "riskScore": 120, "riskModel": 3, "reason": 9,
              "businessDate": "2000-01-02", "participant": 7
            }
            """,
            name: name);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.True(RetrievalReference.TryPack("63271200AB42", out var reference));
        var expected = new Command
        {
            Kind = CommandKind.Authorize,
            Version = Command.CurrentVersion,
            Flags = CommandFlags.ByInstrument | CommandFlags.AllowPartialApproval,
            Participant = RestSwitch.OwnParticipant,
            RequestId = RequestId.FromGuid(name),
            Account = ulong.MaxValue,
            Counterparty = 2001,
            Amount = CommandLimits.AmountMax,
            Currency = Currency.EUR,
            HoldSeconds = 60,
            RetrievalReferenceNumber = reference,
            Terminal = BitConverter.ToUInt64(Encoding.ASCII.GetBytes("TERM 1\0\0")),
            SystemTraceAuditNumber = 42,
            MerchantCategoryCode = 5411,
            Country = 840,
            Channel = Channel.Ecommerce,
            EntryMode = 7,
            Device = 5,
            RiskScore = 120,
            RiskModel = 3,
            Reason = 9,
            BusinessDate = 1,
        };
        Assert.Equal(expected, Assert.Single(served.Core.Seen));
    }

    [Fact]
    public async Task Answer_says_what_the_core_said_to_the_last_digit()
    {
        await using var served = await RestSwitch.StartAsync();
        served.Core.Answer = static _ => new Reply
        {
            Result = ResultCode.ApprovedPartially,
            TimeMs = 1_795_000_000_120,
            Amount = 999_999_999_999_999_999,
            Available = -12,
            Currency = Currency.KWD,
            ApprovalCode = BitConverter.ToUInt64("A1B2C3\0\0"u8),
            Rule = 3,
        };
        var name = Guid.NewGuid();

        var answer = await served.PostAsync("/purchases", Authorization, name: name);

        Assert.Equal(
            $$"""
            {"requestId":"{{name}}","code":"approvedPartially","number":101,"class":"success","sequence":1,"time":"2026-11-18T11:06:40.120Z",
            "amount":999999999999999999,"available":-12,"currency":"KWD","approvalCode":"A1B2C3","rule":3}
            """.ReplaceLineEndings(""),
            answer.Text);
    }

    [Fact]
    public async Task Replay_is_told_by_a_header()
    {
        await using var served = await RestSwitch.StartAsync();
        Assert.False((await served.PostAsync("/authorizations", Authorization)).Headers.ContainsKey("Idempotency-Replayed"));
        served.Core.Answer = static _ => new Reply { Result = ResultCode.InsufficientFunds, Flags = ReplyFlags.Replayed };

        var answer = await served.PostAsync("/authorizations", Authorization);

        Assert.Equal((HttpStatusCode.PaymentRequired, "true"), (answer.Status, answer.Headers["Idempotency-Replayed"]));
    }

    [Fact]
    public async Task Conflict_is_409_with_the_code_and_its_class()
    {
        await using var served = await RestSwitch.StartAsync();
        served.Core.Answer = static _ => new Reply { Result = ResultCode.RequestIdConflict };
        var name = Guid.NewGuid();

        var answer = await served.PostAsync("/authorizations", Authorization, name: name);

        Assert.Equal((HttpStatusCode.Conflict, "application/problem+json"), (answer.Status, answer.MediaType));
        Assert.Equal(("requestIdConflict", "conflict", $"{name}"), (
            answer.Code, answer.Json.GetProperty("class").GetString(), answer.Json.GetProperty("requestId").GetString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("{6f9619ff-8b86-4d01-b42d-00cf4fc964ff}")]
    public async Task Request_without_a_name_is_refused(string? name)
    {
        await using var served = await RestSwitch.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "/authorizations")
        {
            Content = new StringContent(Authorization, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", served.Acquirer);
        if (name is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", name);
        }

        var answer = await served.SendAsync(request);

        Assert.Equal((HttpStatusCode.BadRequest, "idempotencyKeyInvalid"), (answer.Status, answer.Code));
        Assert.Empty(served.Core.Seen);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/jsonp")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Body_of_another_kind_is_refused(string contentType)
    {
        await using var served = await RestSwitch.StartAsync();

        var answer = await served.SendAsync(
            HttpMethod.Post, "/authorizations", new StringContent(Authorization, Encoding.UTF8, contentType), served.Acquirer, Guid.NewGuid());

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "mediaTypeUnsupported"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_that_is_too_large_is_refused(bool chunked)
    {
        await using var served = await RestSwitch.StartAsync(new RestListenerOptions { MaxBodyBytes = 1_024 });
        HttpContent body = new StringContent(Authorization + new string(' ', 2_000), Encoding.UTF8, "application/json");
        if (chunked)
        {
            body.Headers.ContentLength = null;
        }

        var answer = await served.SendAsync(HttpMethod.Post, "/authorizations", body, served.Acquirer, Guid.NewGuid());

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "bodyTooLarge"), (answer.Status, answer.Code));
        Assert.Empty(served.Core.Seen);
    }

    [Fact]
    public async Task Full_window_is_503_with_Retry_After_and_empties_again()
    {
        await using var served = await RestSwitch.StartAsync(new RestListenerOptions { MaxWindow = 2 });
        served.Core.Open.Reset();
        var first = served.PostAsync("/authorizations", Authorization);
        var second = served.PostAsync("/authorizations", Authorization);
        await TestSwitch.UntilAsync(() => served.Sessions.Counters[GatewayCounter.RequestsEntered] == 2, "two requests to be in flight");

        var refused = await served.PostAsync("/authorizations", Authorization);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy", "1"), (refused.Status, refused.Code, refused.Headers["Retry-After"]));

        served.Core.Open.Set();
        Assert.Equal(HttpStatusCode.Created, (await first).Status);
        Assert.Equal(HttpStatusCode.Created, (await second).Status);
        Assert.Equal(HttpStatusCode.Created, (await served.PostAsync("/authorizations", Authorization)).Status);
    }

    [Fact]
    public async Task Answer_that_does_not_come_in_time_is_504_and_its_place_is_free_when_it_came()
    {
        await using var served = await RestSwitch.StartAsync(new RestListenerOptions { MaxWindow = 1, AnswerTimeout = TimeSpan.FromSeconds(2) });
        served.Core.Open.Reset();
        var asked = served.PostAsync("/authorizations", Authorization);
        await TestSwitch.UntilAsync(() => served.Sessions.Counters[GatewayCounter.RequestsEntered] == 1, "the request to be in flight");

        served.Time.Advance(TimeSpan.FromSeconds(3));

        var answer = await asked;
        Assert.Equal((HttpStatusCode.GatewayTimeout, "outcomeUnknown", "unknown"), (
            answer.Status, answer.Code, answer.Json.GetProperty("class").GetString()));
        Assert.Equal("busy", (await served.PostAsync("/authorizations", Authorization)).Code);

        served.Core.Open.Set();
        await TestSwitch.UntilAsync(() => served.Sessions.Counters[GatewayCounter.RepliesWritten] == 1, "the late reply");
        Assert.Equal(HttpStatusCode.Created, (await served.PostAsync("/authorizations", Authorization)).Status);
    }

    [Fact]
    public async Task Key_that_asks_too_often_is_429_with_Retry_After()
    {
        await using var served = await RestSwitch.StartAsync(new RestListenerOptions { RequestsPerSecond = 1 });
        Assert.Equal(HttpStatusCode.Created, (await served.PostAsync("/authorizations", Authorization)).Status);

        RestAnswer answer;
        do
        {
            answer = await served.PostAsync("/authorizations", Authorization);
        }
        while (answer.Status == HttpStatusCode.Created);

        Assert.Equal((HttpStatusCode.TooManyRequests, "rateLimited", "1"), (answer.Status, answer.Code, answer.Headers["Retry-After"]));
        Assert.Equal(HttpStatusCode.Created, (await served.PostAsync("/deposits", OperatorsDeposit, served.Operator)).Status);
    }

    [Fact]
    public async Task Draining_switch_refuses_new_requests_and_answers_those_in_flight()
    {
        await using var served = await RestSwitch.StartAsync();
        served.Core.Open.Reset();
        var inFlight = served.PostAsync("/authorizations", Authorization);
        await TestSwitch.UntilAsync(() => served.Sessions.Counters[GatewayCounter.RequestsEntered] == 1, "the request to be in flight");
        served.Listener.Drain();

        var refused = await served.PostAsync("/authorizations", Authorization);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "shuttingDown", "1"), (refused.Status, refused.Code, refused.Headers["Retry-After"]));

        var stopping = served.Listener.StopAsync(TestSwitch.Patience);
        served.Core.Open.Set();
        Assert.Equal(HttpStatusCode.Created, (await inFlight).Status);
        await stopping;
    }

    [Fact]
    public async Task Closed_gate_is_told_with_its_reason()
    {
        await using var served = await RestSwitch.StartAsync();
        served.Sessions.Gate.Close(ResultCode.DiskFull);

        var answer = await served.PostAsync("/authorizations", Authorization);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "diskFull", "1"), (answer.Status, answer.Code, answer.Headers["Retry-After"]));
    }

    [Fact]
    public async Task Switch_that_recovers_refuses_payments_and_does_nothing()
    {
        await using var served = await RestSwitch.StartAsync(serve: false);

        var answer = await served.PostAsync("/authorizations", Authorization);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "notServing", "1"), (answer.Status, answer.Code, answer.Headers["Retry-After"]));
    }

    [Fact]
    public async Task Repeat_of_what_the_core_has_forgotten_is_answered_from_history()
    {
        var history = new StubHistory();
        await using var served = await RestSwitch.StartAsync(history: history);
        var name = Guid.NewGuid();
        history.Add(RequestId.FromGuid(name), sequence: 5);

        var answer = await served.PostAsync("/authorizations", Authorization, name: name);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Empty(served.Core.Seen);
    }

    [Fact]
    public async Task Thousand_requests_at_once_get_each_its_own_answer()
    {
        await using var served = await RestSwitch.StartAsync();
        served.Core.Answer = static command => new Reply { Result = ResultCode.Approved, Amount = command.Amount, Currency = Currency.USD };

        await Parallel.ForAsync(1, 1_001, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (amount, _) =>
        {
            var answer = await served.PostAsync("/authorizations", $$"""{"account":1,"merchant":2,"amount":{{amount}},"currency":"USD"}""");
            Assert.Equal((HttpStatusCode.Created, amount), (answer.Status, answer.Json.GetProperty("amount").GetInt32()));
        });
    }

    [Theory]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound, "notFound")]
    [InlineData("GET", "/authorizations", HttpStatusCode.MethodNotAllowed, "methodNotAllowed")]
    [InlineData("DELETE", "/accounts/1", HttpStatusCode.MethodNotAllowed, "methodNotAllowed")]
    public async Task Wrong_route_gets_a_problem(string method, string path, HttpStatusCode status, string code)
    {
        await using var served = await RestSwitch.StartAsync();

        var answer = await served.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal((status, code, "application/problem+json"), (answer.Status, answer.Code, answer.MediaType));
    }

    private const string OperatorsDeposit = """{"participant":7,"account":1001,"clearing":9001,"amount":1,"currency":"USD"}""";
}
