using System.Net;
using TpWallet.Gateway.Tests.Support;

namespace TpWallet.Gateway.Tests.Rest;

/// <summary>What a member of a group that isn't primary tells HTTP clients.</summary>
public sealed class RestRoleTests
{
    private const string Authorization = """{"account":1001,"merchant":2001,"amount":3000,"currency":"USD"}""";

    [Theory]
    [InlineData("127.0.0.1:7401")]
    [InlineData(null)]
    public async Task Payment_is_refused_with_the_primarys_address(string? primary)
    {
        await using var served = await RestSwitch.StartAsync();
        served.Sessions.Role.Follow(primary);

        var answer = await served.PostAsync("/authorizations", Authorization);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "notPrimary", "1"), (answer.Status, answer.Code, answer.Headers["Retry-After"]));
        Assert.Equal(primary, answer.Json.TryGetProperty("primary", out var told) ? told.GetString() : null);
        Assert.Equal(("transient", 510), (answer.Json.GetProperty("class").GetString(), answer.Json.GetProperty("number").GetInt32()));
        Assert.Empty(served.Core.Seen);
    }

    [Theory]
    [InlineData("/accounts/1001")]
    [InlineData("/payments")]
    [InlineData("/payments/0198f0c2-7b1e-7c3a-9d6e-2f4b8a1c5d70")]
    public async Task Question_is_refused_too_rather_than_answered_from_old_books(string path)
    {
        await using var served = await RestSwitch.StartAsync();
        served.Sessions.Role.Follow("127.0.0.1:7401");

        var answer = await served.GetAsync(path);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "notPrimary"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Key_is_asked_for_before_anything_is_told()
    {
        await using var served = await RestSwitch.StartAsync();
        served.Sessions.Role.Follow("127.0.0.1:7401");

        Assert.Equal(HttpStatusCode.Unauthorized, (await served.PostAsync("/authorizations", Authorization, key: "tpw_wrong")).Status);
    }

    [Fact]
    public async Task Outcome_of_what_is_in_flight_is_unknown_when_the_role_is_lost()
    {
        await using var served = await RestSwitch.StartAsync();
        served.Core.Open.Reset();
        var inFlight = served.PostAsync("/authorizations", Authorization);
        await TestSwitch.UntilAsync(() => served.Sessions.Counters[GatewayCounter.RequestsEntered] == 1, "the request to be in flight");

        served.Sessions.Role.Follow("127.0.0.1:7401");
        served.Sessions.CutAll();

        var answer = await inFlight;
        Assert.Equal((HttpStatusCode.GatewayTimeout, "outcomeUnknown"), (answer.Status, answer.Code));
    }
}
