using System.Net;
using TpWallet.Gateway.History;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Rest;

/// <summary>Questions about accounts, requests and what was applied.</summary>
public sealed class QueryTests
{
    [Fact]
    public async Task Account_is_told_once_and_then_only_when_it_has_changed()
    {
        await using var served = await RestSwitch.StartAsync();
        served.Core.Answer = static _ => new Reply { Result = ResultCode.Approved, Amount = 500, Available = 200, Currency = Currency.JPY };

        var first = await served.GetAsync("/accounts/1001");
        Assert.Equal("""{"account":1001,"currency":"JPY","posted":500,"available":200}""", first.Text);
        var etag = first.Headers["ETag"];
        Assert.Equal(HttpStatusCode.NotModified, (await served.GetAsync("/accounts/1001", ifNoneMatch: etag)).Status);
        Assert.Equal(HttpStatusCode.NotModified, (await served.GetAsync("/accounts/1001", ifNoneMatch: $"\"x\", W/{etag}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await served.GetAsync("/accounts/1002", ifNoneMatch: etag)).Status);

        served.Core.Answer = static _ => new Reply { Result = ResultCode.Approved, Amount = 500, Available = 201, Currency = Currency.JPY };
        Assert.Equal(HttpStatusCode.OK, (await served.GetAsync("/accounts/1001", ifNoneMatch: etag)).Status);
    }

    [Theory]
    [InlineData("/accounts/0", "account must be an integer from 1 to 18446744073709551615")]
    [InlineData("/accounts/x", "account must be an integer from 1 to 18446744073709551615")]
    [InlineData("/accounts/18446744073709551616", "account must be an integer from 1 to 18446744073709551615")]
    [InlineData("/inquiries/x", "requestId must be a UUID in its usual form, not all zero")]
    [InlineData("/payments?limit=501", "limit must be an integer from 1 to 500")]
    [InlineData("/payments?limit=1&limit=2", "limit must be an integer from 1 to 500")]
    [InlineData("/payments?cursor=-1", "cursor must be an integer from 1 to 18446744073709551615")]
    [InlineData("/payments?participant=4294967296", "participant must be an integer from 1 to 4294967295")]
    public async Task Wrong_parameter_is_refused_with_what_is_expected(string url, string detail)
    {
        await using var served = await RestSwitch.StartAsync(payments: new BookedHistory([]));

        var answer = await served.GetAsync(url);

        Assert.Equal((HttpStatusCode.BadRequest, "parameterInvalid", detail), (answer.Status, answer.Code, answer.Detail));
    }

    [Theory]
    [InlineData(ResultCode.UnknownAccount, HttpStatusCode.NotFound, "unknownAccount")]
    [InlineData(ResultCode.NotPermitted, HttpStatusCode.Forbidden, "notPermitted")]
    public async Task Account_that_is_not_there_or_not_the_askers_is_a_problem(object result, HttpStatusCode status, string code)
    {
        await using var served = await RestSwitch.StartAsync();
        served.Core.Answer = _ => new Reply { Result = (ResultCode)result };

        var answer = await served.GetAsync("/accounts/1");

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Inquiry_gives_the_stored_answer_even_if_that_was_a_refusal()
    {
        await using var served = await RestSwitch.StartAsync();
        served.Core.Answer = static _ => new Reply { Result = ResultCode.UnknownAccount, Flags = ReplyFlags.Replayed };
        Assert.Equal((HttpStatusCode.OK, "unknownAccount"), await served.GetAsync($"/inquiries/{Guid.NewGuid()}") is var stored
            ? (stored.Status, stored.Code) : default);

        served.Core.Answer = static _ => new Reply { Result = ResultCode.UnknownRequest };
        Assert.Equal(HttpStatusCode.NotFound, (await served.GetAsync($"/inquiries/{Guid.NewGuid()}")).Status);

        served.Core.Answer = static _ => new Reply { Result = ResultCode.OutsideWindow };
        Assert.Equal(HttpStatusCode.Gone, (await served.GetAsync($"/inquiries/{Guid.NewGuid()}")).Status);
    }

    [Fact]
    public async Task Pages_lead_from_the_newest_to_the_oldest_without_gaps_or_repeats()
    {
        var history = new BookedHistory([.. Enumerable.Range(1, 23).Select(static sequence => Entry((ulong)sequence, RestSwitch.OwnParticipant))]);
        await using var served = await RestSwitch.StartAsync(payments: history);
        var seen = new List<int>();
        var url = "/payments?limit=5";
        while (url is not null)
        {
            var page = (await served.GetAsync(url)).Json;
            seen.AddRange(page.GetProperty("payments").EnumerateArray().Select(static payment => payment.GetProperty("sequence").GetInt32()));
            url = page.TryGetProperty("nextCursor", out var cursor) ? $"/payments?limit=5&cursor={cursor.GetString()}" : null;
        }

        Assert.Equal(Enumerable.Range(1, 23).Reverse(), seen);
    }

    [Fact]
    public async Task Payment_is_found_by_its_name_and_by_its_reference()
    {
        var entry = Entry(9, RestSwitch.OwnParticipant);
        await using var served = await RestSwitch.StartAsync(payments: new BookedHistory([entry]));

        var byName = await served.GetAsync($"/payments/{entry.Command.RequestId}");
        var byReference = await served.GetAsync("/payments?retrievalReference=632712000042&terminal=TERM0001");

        Assert.Equal(
            $$"""
            {"sequence":9,"kind":"purchase","participant":7,"requestId":"{{entry.Command.RequestId}}","account":1001,"counterparty":2001,"amount":300,
            "currency":"USD","retrievalReference":"632712000042","terminal":"TERM0001","answer":{"requestId":"{{entry.Command.RequestId}}",
            "code":"approved","number":100,"class":"success","sequence":9,"time":"1970-01-01T00:00:00.009Z","amount":300,"available":0,
            "currency":"USD"},"postings":[{"kind":"post","debit":1001,"credit":2001,"amount":300,"currency":"USD"}]}
            """.ReplaceLineEndings(""),
            byName.Text);
        Assert.Equal(byName.Text, byReference.Text);
    }

    [Theory]
    [InlineData(PaymentOutcome.Unknown, HttpStatusCode.NotFound, "unknownRequest")]
    [InlineData(PaymentOutcome.OutsideWindow, HttpStatusCode.Gone, "outsideWindow")]
    [InlineData(PaymentOutcome.Unavailable, HttpStatusCode.ServiceUnavailable, "historyUnavailable")]
    public async Task What_history_can_not_tell_is_never_an_empty_answer(PaymentOutcome outcome, HttpStatusCode status, string code)
    {
        await using var served = await RestSwitch.StartAsync(payments: new BookedHistory([]) { Missing = outcome });

        var answer = await served.GetAsync($"/payments/{Guid.NewGuid()}");
        Assert.Equal((status, code), (answer.Status, answer.Code));

        var page = await served.GetAsync("/payments");
        Assert.Equal(outcome == PaymentOutcome.Unavailable, page.Status == HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Switch_without_history_says_so()
    {
        await using var served = await RestSwitch.StartAsync();

        Assert.Equal("historyUnavailable", (await served.GetAsync("/payments")).Code);
        Assert.Equal("historyUnavailable", (await served.GetAsync($"/payments/{Guid.NewGuid()}")).Code);
        Assert.Equal("historyUnavailable", (await served.GetAsync($"/payments/{Guid.NewGuid()}/timeline")).Code);
    }

    internal static PaymentEntry Entry(ulong sequence, uint participant)
    {
        Assert.True(RetrievalReference.TryPack("632712000042", out var reference));
        var command = new Command
        {
            Kind = CommandKind.Purchase,
            Version = Command.CurrentVersion,
            Participant = participant,
            RequestId = new RequestId(sequence, 42),
            Account = 1001,
            Counterparty = 2001,
            Amount = 300,
            Currency = Currency.USD,
            RetrievalReferenceNumber = reference,
            Terminal = BitConverter.ToUInt64("TERM0001"u8),
        };
        var reply = new Reply
        {
            RequestId = command.RequestId,
            Sequence = sequence,
            TimeMs = (long)sequence,
            Amount = 300,
            Currency = Currency.USD,
            Result = ResultCode.Approved,
            Class = ResultClass.Success,
        };
        var posting = new Posting { Kind = PostingKind.Post, DebitAccount = 1001, CreditAccount = 2001, Amount = 300, Currency = Currency.USD };
        return new PaymentEntry(sequence, command, reply, [posting]);
    }
}
