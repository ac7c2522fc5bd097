using TpWallet.Gateway.Tests.Support;

namespace TpWallet.Gateway.Tests.Iso8583;

/// <summary>ISO 8583 knows no redirect: a link is refused and closed, and its acquirer tries the next address that it has.</summary>
public sealed class IsoRoleTests
{
    [Fact]
    public async Task Sign_on_is_refused_and_the_connection_closed()
    {
        await using var host = await IsoSwitch.StartAsync();
        host.Sessions.Role.Follow(null);
        using var client = await host.ConnectAsync();

        Assert.Equal("00", (await client.ManageAsync("301")).Code); // an echo asks whether the line is there, and it is
        var refusal = await client.ManageAsync("001");

        Assert.Equal(("0810", "91"), (refusal.Type, refusal.Code));
        await host.UntilEmptyAsync();
        Assert.Equal((1L, 0L), (host.Counters[GatewayCounter.SignOnsRedirected], host.Counters[GatewayCounter.SessionsOpened]));
    }

    [Fact]
    public async Task Payment_on_an_open_link_is_refused_and_the_connection_closed()
    {
        await using var host = await IsoSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        host.Sessions.Role.Follow(null);

        var refusal = await client.ExchangeAsync("0100", IsoClient.Payment());

        Assert.Equal(("0110", "96"), (refusal.Type, refusal.Code));
        await host.UntilEmptyAsync();
        Assert.Equal((1L, 0L), (host.Counters[GatewayCounter.RequestsNotPrimary], host.Echo.Handled));
    }

    [Fact]
    public async Task Link_is_cut_with_the_others_and_a_dropped_payment_counts_nowhere()
    {
        await using var host = await IsoSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        host.Echo.Drops = true;
        host.Echo.Hold();
        await client.SendAsync("0200", IsoClient.Payment());
        await TestSwitch.UntilAsync(() => host.Counters[GatewayCounter.RequestsEntered] == 1, "the payment to enter");

        host.Sessions.Role.Follow(null);
        host.Sessions.CutAll();
        host.Echo.Release();

        await host.UntilEmptyAsync();
        Assert.Equal((1L, 1L, 0L), (host.Counters[GatewayCounter.ConnectionsCut], host.Counters[GatewayCounter.RequestsDropped],
            host.Counters[GatewayCounter.RepliesWritten]));
    }
}
