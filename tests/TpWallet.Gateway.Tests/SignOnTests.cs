using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using TpWallet.Gateway.Binary;
using TpWallet.Gateway.Sessions;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests;

public sealed class SignOnTests
{
    [Fact]
    public async Task SignOn_is_answered_with_the_session_and_the_switch()
    {
        await using var host = await TestSwitch.StartAsync(new BinaryListenerOptions { MaxWindow = 64 });
        using var client = await host.ConnectAsync();

        await client.SendAsync(RawClient.SignOnFrame(SessionRole.Acquirer, 7, 1000));
        var frame = await client.ReadAsync(FrameType.SignedOn);

        Assert.Equal(99ul, frame.Correlation);
        var signedOn = frame.SignedOn;
        Assert.Equal(BinaryProtocol.Version, signedOn.Version);
        Assert.Equal(Durability.Memory, signedOn.Durability);
        Assert.Equal(ClockSource.Sequencer, signedOn.Clock);
        Assert.Equal(7u, signedOn.Participant);
        Assert.Equal(64u, signedOn.GrantedWindow);
        Assert.Equal(10_000u, signedOn.HeartbeatIntervalMs);
        Assert.Equal(30_000u, signedOn.IdleTimeoutMs);
        Assert.Equal(TestSwitch.LedgerId, signedOn.LedgerId);
        Assert.True(signedOn.ServerTimeMs > 0);
        Assert.Equal(1, host.Counters[GatewayCounter.SessionsOpened]);
    }

    [Theory]
    [InlineData(0, 0x21, ProtocolErrorCode.BadMagic)]
    [InlineData(4, 2, ProtocolErrorCode.UnsupportedVersion)]
    [InlineData(6, 9, ProtocolErrorCode.UnknownRole)]
    [InlineData(7, 1, ProtocolErrorCode.ReservedNotZero)]
    [InlineData(8, 0, ProtocolErrorCode.ParticipantInvalid)]
    [InlineData(12, 0, ProtocolErrorCode.WindowOutOfRange)]
    [InlineData(16, 1, ProtocolErrorCode.CredentialRefused)]
    public async Task SignOn_is_refused_when_a_field_is_wrong(int offset, byte value, ProtocolErrorCode expected)
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.ConnectAsync();
        var frame = RawClient.SignOnFrame(SessionRole.Acquirer, 7, 16);
        frame[FramePrefix.Size + offset] = value;

        await client.SendAsync(frame);

        await client.ExpectErrorAsync(expected);
        Assert.Equal(1, host.Counters.ErrorsOf(expected));
        await host.UntilEmptyAsync();
    }

    [Fact]
    public async Task Request_before_the_sign_on_ends_the_connection()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.ConnectAsync();

        await client.SendRequestsAsync(1, 1);

        await client.ExpectErrorAsync(ProtocolErrorCode.NotSignedOn, (uint)FrameType.Request);
        Assert.Equal(0, host.Echo.Handled);
    }

    [Fact]
    public async Task Second_sign_on_ends_the_session()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        await client.SendAsync(RawClient.SignOnFrame(SessionRole.Acquirer, 7, 16));

        await client.ExpectErrorAsync(ProtocolErrorCode.AlreadySignedOn);
    }

    [Fact]
    public async Task Windows_are_granted_until_the_budget_is_spent_and_return_with_their_sessions()
    {
        await using var host = await TestSwitch.StartAsync(limits: new SessionLimits { ReservedSlots = 4 }, ringCapacity: 64);
        using var first = await host.ConnectAsync();
        using var second = await host.ConnectAsync();
        using var third = await host.ConnectAsync();

        Assert.Equal(40u, (await first.SignOnAsync(SessionRole.Acquirer, 7, 40)).GrantedWindow);
        Assert.Equal(20u, (await second.SignOnAsync(SessionRole.Acquirer, 7, 40)).GrantedWindow);
        await third.SendAsync(RawClient.SignOnFrame(SessionRole.Acquirer, 7, 40));
        await third.ExpectErrorAsync(ProtocolErrorCode.NoCapacity);

        first.Dispose();
        await TestSwitch.UntilAsync(() => host.Sessions.WindowLeft == 40, "the first window to return");
        using var fourth = await host.SignOnAsync(window: 40);
        second.Dispose();
        fourth.Dispose();
        await host.UntilEmptyAsync();
        Assert.Equal(60, host.Sessions.WindowLeft);
    }

    [Fact]
    public async Task Window_of_a_vanished_client_returns_only_when_its_requests_have_come_back()
    {
        await using var host = await TestSwitch.StartAsync(limits: new SessionLimits { ReservedSlots = 4 }, ringCapacity: 64);
        host.Echo.Hold();
        using var client = await host.SignOnAsync(window: 60);
        await client.SendRequestsAsync(1, 10);
        await TestSwitch.UntilAsync(() => host.Ring.Claimed == 10, "the requests to enter");

        client.Reset();
        await TestSwitch.UntilAsync(() => host.Listener.Connections == 0, "the connection to end");
        Assert.Equal(1, host.Sessions.Count);
        Assert.Equal(0, host.Sessions.WindowLeft);

        host.Echo.Release();
        await host.UntilEmptyAsync();
        Assert.Equal(60, host.Sessions.WindowLeft);
        Assert.Equal(10, host.Counters[GatewayCounter.RepliesDiscarded]);
    }

    [Fact]
    public async Task Connection_above_the_limit_is_refused_and_a_later_one_is_not()
    {
        await using var host = await TestSwitch.StartAsync(new BinaryListenerOptions { MaxConnections = 2 });
        using var first = await host.SignOnAsync();
        using var second = await host.SignOnAsync();
        using var third = await host.ConnectAsync();

        await third.ExpectErrorAsync(ProtocolErrorCode.NoCapacity);
        Assert.Equal(1, host.Counters[GatewayCounter.ConnectionsRefused]);

        first.Dispose();
        await TestSwitch.UntilAsync(() => host.Listener.Connections == 1, "the first connection to end");
        using var fourth = await host.SignOnAsync();
    }

    [Fact]
    public async Task Connection_above_the_switchs_sessions_is_refused()
    {
        await using var host = await TestSwitch.StartAsync(limits: new SessionLimits { MaxSessions = 1, ReservedSlots = 0 });
        using var first = await host.SignOnAsync();
        using var second = await host.ConnectAsync();

        await second.ExpectErrorAsync(ProtocolErrorCode.NoCapacity);
    }

    [Fact]
    public void Listener_refuses_an_address_that_others_reach_unless_it_is_allowed()
    {
        var open = new BinaryListenerOptions { Address = IPAddress.Any };

        var error = Assert.Throws<ArgumentException>(open.Validate);

        Assert.Contains("--insecure", error.Message, StringComparison.Ordinal);
        (open with { AllowNonLoopback = true }).Validate();
        (open with { Address = IPAddress.IPv6Loopback }).Validate();
    }

    [Fact]
    public void Listener_refuses_options_out_of_range()
    {
        var good = new BinaryListenerOptions();
        BinaryListenerOptions[] bad =
        [
            good with { Port = -1 }, good with { Port = 65_536 }, good with { MaxConnections = 0 }, good with { MaxWindow = 0 },
            good with { MaxWindow = 65_537 }, good with { SignOnTimeout = TimeSpan.Zero }, good with { HeartbeatInterval = TimeSpan.Zero },
            good with { IdleTimeout = good.HeartbeatInterval }, good with { SlowReaderTimeout = TimeSpan.FromHours(2) }, good with { Backlog = 0 },
            good with { ReadBufferBytes = 100 }, good with { WriteBufferBytes = 1 << 25 }, good with { IOQueueCount = 17 },
        ];

        good.Validate();
        Assert.All(bad, static options => Assert.Throws<ArgumentOutOfRangeException>(options.Validate));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SessionRegistry(64, new SessionLimits { ReservedSlots = 64 }));
    }

    [Fact]
    public async Task Listener_fails_to_start_on_a_port_in_use()
    {
        await using var host = await TestSwitch.StartAsync();
        await using var second = new BinaryListener(new BinaryListenerOptions { Port = host.Listener.EndPoint.Port },
            host.Ring, host.Sessions, default,
            NullLoggerFactory.Instance);

        await Assert.ThrowsAsync<IOException>(() => second.StartAsync());
    }
}
