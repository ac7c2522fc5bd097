using System.Net;
using System.Text.Json;
using TpWallet.Gateway.History;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Rest;

/// <summary>The whole life of a payment, from the gateway's messages and from history.</summary>
public sealed class TimelineTests
{
    private const string Authorization = """{"account":1001,"merchant":2001,"amount":3000,"currency":"USD"}""";

    [Fact]
    public async Task Messages_repeats_and_inquiries_come_in_order_with_their_answers()
    {
        await using var served = await RestSwitch.StartAsync();
        var payment = Guid.NewGuid();
        await served.PostAsync("/authorizations", Authorization, name: payment);
        await served.PostAsync("/authorizations", Authorization);
        served.Core.Answer = static _ => new Reply { Result = ResultCode.Approved, Flags = ReplyFlags.Replayed };
        await served.PostAsync("/authorizations", Authorization, name: payment);
        await served.GetAsync($"/inquiries/{payment}");
        served.Core.Answer = static _ => new Reply { Result = ResultCode.AmountExceedsAuthorization };
        await served.PostAsync("/captures", $$"""{"authorization":"{{payment}}","amount":4000,"currency":"USD"}""");

        var timeline = (await served.GetAsync($"/payments/{payment}/timeline")).Json;

        Assert.Equal(
            [(1, "authorize", "approved", false), (3, "authorize", "approved", true), (4, "statusInquiry", "approved", true),
                (5, "capture", "amountExceedsAuthorization", false)],
            timeline.GetProperty("steps").EnumerateArray().Select(static step => (
                step.GetProperty("sequence").GetInt32(), step.GetProperty("kind").GetString(),
                step.GetProperty("answer").GetProperty("code").GetString(), step.GetProperty("repeat").GetBoolean())));
        Assert.All(timeline.GetProperty("steps").EnumerateArray(), static step => Assert.Equal("rest", step.GetProperty("protocol").GetString()));
        Assert.False(timeline.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Postings_and_what_the_switch_did_by_itself_come_from_history()
    {
        var payment = QueryTests.Entry(10, RestSwitch.OwnParticipant);
        var refund = QueryTests.Entry(12, RestSwitch.OwnParticipant);
        refund = refund with { Command = refund.Command with { Kind = CommandKind.Refund, OriginalRequestId = payment.Command.RequestId } };
        var tick = new PaymentEntry(13, new Command { Kind = CommandKind.Tick }, new Reply { Sequence = 13, Result = ResultCode.Approved },
            [Release(payment.Command.RequestId, 55), Release(new RequestId(77, 77), 66)]);
        var history = new BookedHistory([QueryTests.Entry(9, RestSwitch.OwnParticipant), payment, QueryTests.Entry(11, 8), refund, tick]);
        await using var served = await RestSwitch.StartAsync(payments: history);

        var timeline = (await served.GetAsync($"/payments/{payment.Command.RequestId}/timeline")).Json;

        Assert.True(timeline.GetProperty("complete").GetBoolean());
        Assert.Equal(
            [(10, "purchase", "300"), (12, "refund", "300"), (13, "tick", "55")],
            timeline.GetProperty("steps").EnumerateArray().Select(static step => (
                step.GetProperty("sequence").GetInt32(), step.GetProperty("kind").GetString(),
                string.Join(',', step.GetProperty("postings").EnumerateArray().Select(static posting => posting.GetProperty("amount").GetInt64())))));
    }

    [Fact]
    public async Task Payment_of_another_participant_is_unknown()
    {
        var payment = QueryTests.Entry(10, RestSwitch.OwnParticipant + 1);
        await using var served = await RestSwitch.StartAsync(payments: new BookedHistory([payment]));

        Assert.Equal(HttpStatusCode.NotFound, (await served.GetAsync($"/payments/{payment.Command.RequestId}/timeline")).Status);
        var seen = await served.GetAsync($"/payments/{payment.Command.RequestId}/timeline?participant=8", served.Operator);
        Assert.Equal(JsonValueKind.Array, seen.Json.GetProperty("steps").ValueKind);
    }

    [Fact]
    public async Task Life_too_long_to_look_through_is_said_to_be_incomplete()
    {
        var payment = QueryTests.Entry(1, RestSwitch.OwnParticipant);
        PaymentEntry[] entries = [payment, .. Enumerable.Range(2, 10_100).Select(static sequence => QueryTests.Entry((ulong)sequence, 8))];
        await using var served = await RestSwitch.StartAsync(payments: new BookedHistory(entries));

        var timeline = (await served.GetAsync($"/payments/{payment.Command.RequestId}/timeline")).Json;

        Assert.False(timeline.GetProperty("complete").GetBoolean());
        Assert.Equal(1, timeline.GetProperty("steps").GetArrayLength());
    }

    private static Posting Release(RequestId payment, long amount) =>
        new() { Kind = PostingKind.Release, Reference = payment, Amount = amount, DebitAccount = 1, CreditAccount = 2, Currency = Currency.USD };
}
