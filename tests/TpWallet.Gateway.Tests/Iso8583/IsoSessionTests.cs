using TpWallet.Gateway.Iso8583;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Iso8583;

/// <summary>The life of a link's connection: sign-on, payments, totals, sign-off, silence, shutdown.</summary>
public sealed class IsoSessionTests
{
    [Fact]
    public async Task Payment_is_refused_until_the_link_has_signed_on()
    {
        await using var host = await IsoSwitch.StartAsync();
        using var client = await host.ConnectAsync();

        var early = await client.ExchangeAsync("0100", IsoClient.Payment());
        var echo = await client.ManageAsync("301");
        await client.SignOnAsync();
        var paid = await client.ExchangeAsync("0100", IsoClient.Payment());
        var signedOff = await client.ManageAsync("002");
        var late = await client.ExchangeAsync("0100", IsoClient.Payment((11, "000124")));

        Assert.Equal(("0110", "91"), (early.Type, early.Code));
        Assert.Equal(("0810", "00", "301"), (echo.Type, echo.Code, echo[70]));
        Assert.Equal(("0110", "00"), (paid.Type, paid.Code));
        Assert.Equal(("0810", "00"), (signedOff.Type, signedOff.Code));
        Assert.Equal("91", late.Code);
        Assert.Equal(1, host.Echo.Handled);
        Assert.Equal((1L, 1L), (host.Counters[GatewayCounter.SessionsOpened], host.Counters[GatewayCounter.SessionsSignedOff]));
    }

    [Fact]
    public async Task Answer_repeats_what_the_request_said_and_nothing_of_the_card()
    {
        await using var host = await IsoSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        var fields = IsoClient.Payment((12, "150637"), (13, "1122"), (32, "123456"), (52, "0123456789ABCDEF"));
        var answer = await client.ExchangeAsync("0100", fields);

        Assert.Equal([3, 4, 7, 11, 12, 13, 32, 37, 39, 41, 42, 49], answer.Fields.Keys);
        Assert.All(answer.Fields.Keys.Where(static field => field != 39),
            field => Assert.Equal(fields.Single(sent => sent.Field == field).Text, answer[field]));
    }

    [Theory]
    [InlineData("1987-bcd")]
    [InlineData("1993-ascii")]
    public async Task Every_profile_pays(string profile)
    {
        await using var host = await IsoSwitch.StartAsync(IsoSwitch.Options(profile));
        using var client = await host.ConnectAsync();
        var is1993 = profile == "1993-ascii";
        (int, string)[] local = is1993 ? [(12, "261122150637")] : [];
        var signOn = is1993
            ? await client.ExchangeAsync("1800", (7, "1122150637"), (11, "000001"), (12, "261122150637"), (24, "801"))
            : await client.ExchangeAsync("0800", (7, "1122150637"), (11, "000001"), (70, "001"));

        var paid = await client.ExchangeAsync(is1993 ? "1200" : "0200", IsoClient.Payment(local));

        Assert.Equal(is1993 ? ("1810", "800") : ("0810", "00"), (signOn.Type, signOn.Code));
        Assert.Equal(is1993 ? ("1210", "000") : ("0210", "00"), (paid.Type, paid.Code));
        Assert.Equal(CommandKind.Purchase, host.Echo.Last.Kind);
    }

    [Fact]
    public async Task Sign_off_is_answered_behind_what_is_in_flight()
    {
        await using var host = await IsoSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        host.Echo.Hold();
        await client.SendAsync("0100", IsoClient.Payment((11, "000001")));
        await client.SendAsync("0100", IsoClient.Payment((11, "000002")));
        await client.SendManagementAsync("002");
        await TestSwitch.UntilAsync(() => host.Counters[GatewayCounter.RequestsEntered] == 2, "both payments to enter");
        host.Echo.Release();

        Assert.Equal("000001", (await client.ReadAsync())[11]);
        Assert.Equal("000002", (await client.ReadAsync())[11]);
        Assert.Equal("0810", (await client.ReadAsync()).Type);
    }

    [Fact]
    public async Task Requests_beyond_the_window_wait_and_are_answered()
    {
        await using var host = await IsoSwitch.StartAsync(IsoSwitch.Options() with { Window = 3 });
        using var client = await host.SignOnAsync();
        for (var number = 1; number <= 50; number++)
        {
            await client.SendAsync("0100", IsoClient.Payment((11, $"{number:D6}")));
        }

        for (var number = 1; number <= 50; number++)
        {
            Assert.Equal($"{number:D6}", (await client.ReadAsync())[11]);
        }
    }

    [Fact]
    public async Task Totals_are_compared_and_told()
    {
        await using var host = await IsoSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        await client.ExchangeAsync("0200", IsoClient.Payment((11, "000001"), (4, "000000001000")));
        await client.ExchangeAsync("0220", IsoClient.Payment((11, "000002"), (4, "000000000500")));
        (int, string)[] right = [(7, "1122150637"), (11, "000009"), (50, "840"), (74, "0"), (76, "2"), (86, "0"), (88, "1500")];
        (int, string)[] wrong = [(7, "1122150637"), (11, "000010"), (50, "840"), (74, "0"), (76, "3"), (86, "0"), (88, "1500")];

        var agreed = await client.ExchangeAsync("0500", right);
        var differs = await client.ExchangeAsync("0520", wrong);

        Assert.Equal(("0510", "00", "1"), (agreed.Type, agreed.Code, agreed[66]));
        Assert.Equal(("0530", "95", "2"), (differs.Type, differs.Code, differs[66]));
        Assert.Equal(("0000000002", "0000000000001500", "C0000000000001500"), (differs[76], differs[88], differs[97]));
    }

    [Fact]
    public async Task Cut_over_begins_the_participants_next_business_date()
    {
        await using var host = await IsoSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        await client.ExchangeAsync("0200", IsoClient.Payment((11, "000001")));

        var cutOver = await client.ManageAsync("201");
        var entered = host.Echo.Last;
        await client.ExchangeAsync("0200", IsoClient.Payment((11, "000002"), (4, "000000000700")));
        (int, string)[] totals = [(7, "1122150637"), (11, "000009"), (50, "840"), (74, "0"), (76, "1"), (86, "0"), (88, "700")];
        var agreed = await client.ExchangeAsync("0500", totals);

        Assert.Equal(("0810", "00"), (cutOver.Type, cutOver.Code));
        Assert.Equal((CommandKind.SetBusinessDate, CommandFlags.Operator, IsoSwitch.Participant), (entered.Kind, entered.Flags, entered.Participant));
        Assert.Equal(MessageTime.DateOf(DateTime.UtcNow) + 1, entered.BusinessDate);
        Assert.Equal("00", agreed.Code);
    }

    [Fact]
    public async Task Silent_client_is_asked_and_then_closed()
    {
        var time = new ManualTime();
        var options = IsoSwitch.Options() with { IdleTimeout = TimeSpan.FromSeconds(10), EchoInterval = TimeSpan.FromSeconds(4) };
        await using var host = await IsoSwitch.StartAsync(options, time);
        using var client = await host.SignOnAsync();

        time.Advance(TimeSpan.FromSeconds(5));
        var echo = await client.ReadAsync();
        await client.SendAsync("0810", (7, echo[7]), (11, echo[11]), (39, "00"), (70, "301"));
        await client.ManageAsync("301");
        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(("0800", "301"), (echo.Type, echo[70]));
        Assert.Equal(0, host.Counters[GatewayCounter.IsoMessagesUnmatched]);
        await client.ReadAsync();
        await client.ReadAsync();
        await client.ExpectCloseAsync();

        // The end of the connection may be told before the socket says that it is closed; then the next sweep looks again.
        await TestSwitch.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(250));
                return host.Sessions.Count == 0;
            },
            "the session to end");
    }

    [Fact]
    public async Task Shutdown_answers_what_is_in_flight_and_refuses_what_comes()
    {
        await using var host = await IsoSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        host.Echo.Hold();
        await client.SendAsync("0100", IsoClient.Payment((11, "000001")));
        await TestSwitch.UntilAsync(() => host.Counters[GatewayCounter.RequestsEntered] == 1, "the payment to enter");

        var stop = host.Listener.StopAsync(TestSwitch.Patience);
        await TestSwitch.UntilAsync(() => ClosedToNew(client, host).Result, "the switch to refuse");
        host.Echo.Release();

        Assert.Equal("00", (await client.ReadAsync()).Code);
        await client.ExpectCloseAsync();
        await stop;
        Assert.Equal(1, host.Counters[GatewayCounter.SessionsDrained]);
    }

    /// <summary>Asks with another payment each time; entered ones are answered behind the first.</summary>
    private static async Task<bool> ClosedToNew(IsoClient client, IsoSwitch host)
    {
        await client.SendAsync("0100", IsoClient.Payment((3, "990000")));
        var answer = await client.ReadAsync();
        Assert.Contains(answer.Code, (string[])["40", "91"]);
        Assert.Equal(1, host.Counters[GatewayCounter.RequestsEntered]);
        return answer.Code == "91";
    }

    [Fact]
    public async Task Held_off_switch_says_so()
    {
        await using var host = await IsoSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        host.Sessions.Gate.Close(ResultCode.ShuttingDown);

        Assert.Equal("91", (await client.ExchangeAsync("0100", IsoClient.Payment())).Code);
        host.Sessions.Gate.Open();
        Assert.Equal("00", (await client.ExchangeAsync("0100", IsoClient.Payment())).Code);
        Assert.Equal(1, host.Counters[GatewayCounter.RequestsHeldOff]);
    }
}
