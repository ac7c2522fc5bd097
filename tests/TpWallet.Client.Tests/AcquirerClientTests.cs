using System.Net.Sockets;
using TpWallet.Protocol.Binary;

namespace TpWallet.Client.Tests;

public sealed class AcquirerClientTests
{
    [Fact]
    public async Task Client_signs_on_with_its_options()
    {
        using var fake = new FakeSwitch();
        var connecting = AcquirerClient.ConnectAsync(fake.Options() with { Window = 333 });
        using var session = await fake.AcceptAsync();
        var (_, body) = await session.ExpectAsync(FrameType.SignOn);
        await session.SendAsync(FakeSwitch.Welcome(window: 11));
        await using var client = await connecting;
        var serving = session.ApproveAllAsync();

        Assert.True(SignOn.TryRead(body, out var signOn));
        Assert.Equal((SessionRole.Acquirer, 7u, 333u), (signOn.Role, signOn.Participant, signOn.RequestedWindow));
        Assert.Equal(11u, client.Session.GrantedWindow);
        Assert.Equal(FakeSwitch.LedgerId, client.Session.LedgerId);
        Wait.Until(() => client.State == ClientState.Connected);
        await client.DisposeAsync();
        await serving;
    }

    [Fact]
    public async Task Request_arrives_as_it_was_and_its_reply_comes_back()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync();
        await using var _ = client;
        using var __ = session;
        var command = Ids.Purchase(amount: 990);

        var sending = client.SendAsync(command);
        var (correlation, received) = await session.ReadRequestAsync();
        await session.ApproveAsync(correlation, received);
        var outcome = await sending;

        Assert.Equal(command, received);
        Assert.True(outcome.IsApproved);
        Assert.Equal((command.RequestId, 990L), (outcome.Reply.RequestId, outcome.Reply.Amount));
        session.Reset();
    }

    [Fact]
    public async Task Replies_find_their_requests_in_any_order_and_in_pieces()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync();
        await using var _ = client;
        using var __ = session;
        var commands = Enumerable.Range(1, 10).Select(amount => Ids.Purchase(amount)).ToArray();
        var sendings = commands.Select(command => client.SendAsync(command).AsTask()).ToArray();

        var replies = new List<byte>();
        for (var index = 0; index < commands.Length; index++)
        {
            var (correlation, received) = await session.ReadRequestAsync();
            replies.InsertRange(0, FakeSession.Approval(correlation, received));
        }

        foreach (var value in replies)
        {
            await session.SendAsync(new[] { value });
        }

        var outcomes = await Task.WhenAll(sendings);
        Assert.Equal(commands.Select(command => command.RequestId), outcomes.Select(outcome => outcome.Reply.RequestId));
        session.Reset();
    }

    [Fact]
    public async Task Requests_beyond_the_window_wait_until_a_reply_makes_room()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(welcome: FakeSwitch.Welcome(window: 2));
        await using var _ = client;
        using var __ = session;
        var sendings = Enumerable.Range(0, 5).Select(_ => client.SendAsync(Ids.Purchase()).AsTask()).ToArray();

        var first = await session.ReadRequestAsync();
        var second = await session.ReadRequestAsync();

        // Whatever the client may send leaves before the answer to a heartbeat: a third request would show here.
        await session.SendAsync(FrameType.Heartbeat, correlation: 55);
        await session.ExpectAsync(FrameType.HeartbeatReply);
        Assert.DoesNotContain(sendings, sending => sending.IsCompleted);

        await session.ApproveAsync(first.Correlation, first.Command);
        var third = await session.ReadRequestAsync();
        Assert.NotEqual(first.Correlation, third.Correlation);
        Assert.NotEqual(second.Correlation, third.Correlation);
        session.Reset();
        Assert.Equal(2, (await Task.WhenAll(sendings[1..3])).Count(outcome => outcome.Kind == OutcomeKind.OutcomeUnknown));
    }

    [Fact]
    public async Task Heartbeat_is_answered_with_its_correlation()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync();
        await using var _ = client;
        using var __ = session;

        await session.SendAsync(FrameType.Heartbeat, correlation: 0xABCD);

        Assert.Equal(0xABCDUL, (await session.ExpectAsync(FrameType.HeartbeatReply)).Correlation);
        session.Reset();
    }

    [Fact]
    public async Task Reset_with_requests_in_flight_leaves_them_unknown_and_sends_those_that_waited_on_the_next_connection()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(welcome: FakeSwitch.Welcome(window: 2));
        await using var _ = client;
        var commands = Enumerable.Range(1, 4).Select(amount => Ids.Purchase(amount)).ToArray();
        var sendings = commands.Select(command => client.SendAsync(command).AsTask()).ToArray();
        await session.ReadRequestAsync();
        await session.ReadRequestAsync();

        session.Reset();
        using var next = await fake.AcceptAsync(FakeSwitch.Welcome());
        var serving = next.ApproveAllAsync();
        var outcomes = await Task.WhenAll(sendings);

        Assert.All(outcomes[..2], outcome => Assert.Equal((OutcomeKind.OutcomeUnknown, OutcomeReason.ConnectionLost),
            (outcome.Kind, outcome.Reason)));
        Assert.All(outcomes[2..], outcome => Assert.True(outcome.IsApproved));
        Assert.Equal(2, client.Sessions);
        await client.DisposeAsync();
        await serving;
    }

    [Fact]
    public async Task Half_a_reply_is_no_answer()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(fake.Options() with { ReconnectAttemptsMax = 0 });
        await using var _ = client;
        var sending = client.SendAsync(Ids.Purchase());
        var (correlation, command) = await session.ReadRequestAsync();

        await session.SendAsync(FakeSession.Approval(correlation, command).AsMemory(0, 79));
        session.Dispose();

        Assert.Equal(OutcomeKind.OutcomeUnknown, (await sending).Kind);
        Wait.Until(() => client.State == ClientState.Stopped);
        Assert.IsType<EndOfStreamException>(client.LastFailure);
        Assert.Equal((OutcomeKind.NotSent, OutcomeReason.Stopped), await KindAndReason(client.SendAsync(Ids.Purchase())));
    }

    [Fact]
    public async Task Deadline_after_sending_is_unknown_and_its_late_reply_is_dropped()
    {
        using var fake = new FakeSwitch();
        var time = new ManualTime();
        var (client, session) = await fake.ConnectAsync(fake.Options() with { TimeProvider = time }, FakeSwitch.Welcome(window: 1));
        await using var _ = client;
        var late = client.SendAsync(Ids.Purchase(), TimeSpan.FromSeconds(3)).AsTask();
        var (correlation, command) = await session.ReadRequestAsync();

        var outcome = await Wait.AdvanceUntilDone(time, TimeSpan.FromSeconds(1), late);
        Assert.Equal((OutcomeKind.OutcomeUnknown, OutcomeReason.DeadlinePassed), (outcome.Kind, outcome.Reason));

        // The slot is still taken at the switch: the next request leaves only after the late reply.
        var following = client.SendAsync(Ids.Purchase());
        await session.ApproveAsync(correlation, command);
        var next = await session.ReadRequestAsync();
        Assert.NotEqual(correlation, next.Correlation);
        await session.ApproveAsync(next.Correlation, next.Command);
        Assert.Equal(next.Command.RequestId, (await following).Reply.RequestId);
        session.Reset();
    }

    [Fact]
    public async Task Deadline_before_sending_is_not_sent()
    {
        using var fake = new FakeSwitch();
        var time = new ManualTime();
        var (client, session) = await fake.ConnectAsync(fake.Options() with { TimeProvider = time }, FakeSwitch.Welcome(window: 1));
        await using var _ = client;
        var inFlight = client.SendAsync(Ids.Purchase(), TimeSpan.FromHours(1));
        var (correlation, command) = await session.ReadRequestAsync();
        var waiting = client.SendAsync(Ids.Purchase(), TimeSpan.FromSeconds(3)).AsTask();

        var outcome = await Wait.AdvanceUntilDone(time, TimeSpan.FromSeconds(1), waiting);
        Assert.Equal((OutcomeKind.NotSent, OutcomeReason.DeadlinePassed), (outcome.Kind, outcome.Reason));

        await session.ApproveAsync(correlation, command);
        Assert.True((await inFlight).IsApproved);
        session.Reset();
    }

    [Fact]
    public async Task Cancelled_request_says_whether_it_had_left()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(welcome: FakeSwitch.Welcome(window: 1));
        await using var _ = client;
        using var cancellation = new CancellationTokenSource();
        var inFlight = client.SendAsync(Ids.Purchase(), cancellation.Token);
        await session.ReadRequestAsync();
        var waiting = client.SendAsync(Ids.Purchase(), cancellation.Token);

        await cancellation.CancelAsync();

        Assert.Equal((OutcomeKind.OutcomeUnknown, OutcomeReason.Canceled), await KindAndReason(inFlight));
        Assert.Equal((OutcomeKind.NotSent, OutcomeReason.Canceled), await KindAndReason(waiting));
        Assert.Equal((OutcomeKind.NotSent, OutcomeReason.Canceled), await KindAndReason(client.SendAsync(Ids.Purchase(), cancellation.Token)));
        session.Reset();
    }

    [Fact]
    public async Task More_than_may_wait_is_not_sent()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(fake.Options() with { WaitingLimit = 1 }, FakeSwitch.Welcome(window: 1));
        await using var _ = client;
        var inFlight = client.SendAsync(Ids.Purchase());
        await session.ReadRequestAsync();
        var waiting = client.SendAsync(Ids.Purchase());

        Assert.Equal((OutcomeKind.NotSent, OutcomeReason.TooManyWaiting), await KindAndReason(client.SendAsync(Ids.Purchase())));

        session.Reset();
        Assert.Equal(OutcomeKind.OutcomeUnknown, (await inFlight).Kind);
        await client.DisposeAsync();
        Assert.Equal((OutcomeKind.NotSent, OutcomeReason.Disposed), await KindAndReason(waiting));
    }

    [Fact]
    public async Task Error_frame_ends_the_session_with_its_code()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(fake.Options() with { ReconnectAttemptsMax = 0 });
        await using var _ = client;
        var sending = client.SendAsync(Ids.Purchase());
        await session.ReadRequestAsync();

        await session.SendAsync(ProtocolErrorCode.WindowExceeded, detail: 16);

        Assert.Equal((OutcomeKind.OutcomeUnknown, OutcomeReason.ConnectionLost), await KindAndReason(sending));
        Wait.Until(() => client.State == ClientState.Stopped);
        var failure = Assert.IsType<ProtocolException>(client.LastFailure);
        Assert.True(failure.FromSwitch);
        Assert.Equal(new ProtocolFault(ProtocolErrorCode.WindowExceeded, 16), failure.Fault);
        session.Dispose();
    }

    [Fact]
    public async Task Reply_to_nothing_ends_the_session()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(fake.Options() with { ReconnectAttemptsMax = 0 });
        await using var _ = client;
        var sending = client.SendAsync(Ids.Purchase());
        var (correlation, command) = await session.ReadRequestAsync();

        await session.ApproveAsync(correlation + 1, command);

        Assert.Equal(OutcomeKind.OutcomeUnknown, (await sending).Kind);
        Wait.Until(() => client.State == ClientState.Stopped);
        Assert.Equal(ProtocolErrorCode.UnexpectedFrame, Assert.IsType<ProtocolException>(client.LastFailure).Fault.Code);
        session.Dispose();
    }

    [Fact]
    public async Task Garbage_from_the_switch_ends_the_session()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(fake.Options() with { ReconnectAttemptsMax = 0 });
        await using var _ = client;

        await session.SendAsync("HTTP/1.1 400 Bad Request\r\n"u8.ToArray());

        Wait.Until(() => client.State == ClientState.Stopped);
        var failure = Assert.IsType<ProtocolException>(client.LastFailure);
        Assert.Equal((ProtocolErrorCode.BadLength, false), (failure.Fault.Code, failure.FromSwitch));
        session.Dispose();
    }

    [Fact]
    public async Task First_connection_throws_what_is_wrong()
    {
        using var fake = new FakeSwitch();
        var refused = AcquirerClient.ConnectAsync(fake.Options());
        using (var session = await fake.AcceptAsync())
        {
            await session.ExpectAsync(FrameType.SignOn);
            await session.SendAsync(ProtocolErrorCode.UnsupportedVersion, detail: 1);
            var exception = await Assert.ThrowsAsync<ProtocolException>(() => refused);
            Assert.True(exception.IsPermanent);
            Assert.Contains("version not supported", exception.Message);
        }

        var closed = AcquirerClient.ConnectAsync(fake.Options());
        (await fake.AcceptAsync()).Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => closed);

        var time = new ManualTime();
        var silent = AcquirerClient.ConnectAsync(fake.Options() with { TimeProvider = time });
        using var never = await fake.AcceptAsync();
        await never.ExpectAsync(FrameType.SignOn);
        await Assert.ThrowsAsync<TimeoutException>(() => Wait.AdvanceUntilDone(time, TimeSpan.FromSeconds(1), silent));

        var port = fake.Port;
        fake.Dispose();
        await Assert.ThrowsAsync<SocketException>(() => AcquirerClient.ConnectAsync(new ClientOptions { Port = port, Participant = 7 }));
    }

    [Theory]
    [InlineData(0, 1, 1024u, SessionRole.Acquirer)]
    [InlineData(70_000, 1, 1024u, SessionRole.Acquirer)]
    [InlineData(7400, 0, 1024u, SessionRole.Acquirer)]
    [InlineData(7400, 1, 0u, SessionRole.Acquirer)]
    [InlineData(7400, 1, 1024u, SessionRole.Operator)]
    public async Task Wrong_option_is_named_before_anything_is_tried(int port, uint participant, uint window, SessionRole role) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() =>
            AcquirerClient.ConnectAsync(new ClientOptions { Port = port, Participant = participant, Window = window, Role = role }));

    [Fact]
    public async Task Permanent_refusal_on_reconnecting_stops_the_client()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync();
        await using var _ = client;
        session.Reset();
        var waiting = client.SendAsync(Ids.Purchase());

        using var second = await fake.AcceptAsync();
        await second.ExpectAsync(FrameType.SignOn);
        await second.SendAsync(ProtocolErrorCode.CredentialRefused);

        Assert.NotEqual(OutcomeKind.Answered, (await waiting).Kind);
        Wait.Until(() => client.State == ClientState.Stopped);
        Assert.Equal(ProtocolErrorCode.CredentialRefused, Assert.IsType<ProtocolException>(client.LastFailure).Fault.Code);
    }

    [Fact]
    public async Task Another_ledger_is_refused()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync();
        await using var _ = client;
        session.Reset();

        using var second = await fake.AcceptAsync(FakeSwitch.Welcome() with { LedgerId = Guid.NewGuid() });

        Wait.Until(() => client.State == ClientState.Stopped);
        Assert.Contains("ledger", client.LastFailure!.Message);
        Assert.Null(await second.ReadFrameAsync());
    }

    [Fact]
    public async Task Idle_client_sends_a_heartbeat_and_gives_a_silent_switch_up()
    {
        using var fake = new FakeSwitch();
        var time = new ManualTime();
        var welcome = FakeSwitch.Welcome() with { HeartbeatIntervalMs = 10_000, IdleTimeoutMs = 30_000 };
        var (client, session) = await fake.ConnectAsync(fake.Options() with { TimeProvider = time, ReconnectAttemptsMax = 0 }, welcome);
        await using var _ = client;

        var heartbeat = await Wait.AdvanceUntilDone(time, TimeSpan.FromSeconds(1), session.ExpectAsync(FrameType.Heartbeat));
        await session.SendAsync(FrameType.HeartbeatReply, heartbeat.Correlation);
        Assert.Equal(ClientState.Connected, client.State);

        Wait.Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return client.State == ClientState.Stopped;
        });
        Assert.Contains("nothing for 30000 ms", client.LastFailure!.Message);
        session.Dispose();
    }

    [Fact]
    public async Task Dispose_signs_off_and_waits_for_what_is_in_flight()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(welcome: FakeSwitch.Welcome(window: 1));
        var inFlight = client.SendAsync(Ids.Purchase());
        var (correlation, command) = await session.ReadRequestAsync();
        var waiting = client.SendAsync(Ids.Purchase());

        var disposing = client.DisposeAsync();
        await session.ExpectAsync(FrameType.SignOff);
        await session.ApproveAsync(correlation, command);
        await session.SendAsync(FrameType.SignedOff);
        session.Dispose();
        await disposing;

        Assert.True((await inFlight).IsApproved);
        Assert.Equal((OutcomeKind.NotSent, OutcomeReason.Disposed), await KindAndReason(waiting));
        Assert.Equal((OutcomeKind.NotSent, OutcomeReason.Disposed), await KindAndReason(client.SendAsync(Ids.Purchase())));
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_is_bounded_when_the_switch_never_answers()
    {
        using var fake = new FakeSwitch();
        var time = new ManualTime();
        var (client, session) = await fake.ConnectAsync(fake.Options() with { TimeProvider = time });
        var inFlight = client.SendAsync(Ids.Purchase(), TimeSpan.FromHours(1));
        await session.ReadRequestAsync();

        var disposing = Finish(client);
        Assert.True(await Wait.AdvanceUntilDone(time, TimeSpan.FromSeconds(1), disposing));

        Assert.Equal((OutcomeKind.OutcomeUnknown, OutcomeReason.ConnectionLost), await KindAndReason(inFlight));
        session.Dispose();

        static async Task<bool> Finish(AcquirerClient client)
        {
            await client.DisposeAsync();
            return client.State == ClientState.Stopped;
        }
    }

    [Fact]
    public async Task Dispose_while_reconnecting_returns()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(fake.Options() with
        {
            ReconnectDelayMin = TimeSpan.FromHours(1),
            ReconnectDelayMax = TimeSpan.FromHours(1),
        });
        session.Reset();
        Wait.Until(() => client.State == ClientState.Reconnecting);
        var waiting = client.SendAsync(Ids.Purchase());

        await client.DisposeAsync();

        Assert.Equal((OutcomeKind.NotSent, OutcomeReason.Disposed), await KindAndReason(waiting));
        Assert.Equal(ClientState.Stopped, client.State);
    }

    [Fact]
    public async Task Resolve_sends_the_same_command_again_until_it_is_answered()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync();
        await using var _ = client;
        var command = Ids.Purchase();
        var first = client.SendAsync(command);
        await session.ReadRequestAsync();
        session.Reset();
        Assert.Equal(OutcomeKind.OutcomeUnknown, (await first).Kind);

        var resolving = client.ResolveAsync(command, FakeSwitch.Patience);
        using (var second = await fake.AcceptAsync(FakeSwitch.Welcome()))
        {
            Assert.Equal(command, (await second.ReadRequestAsync()).Command);
            second.Reset();
        }

        using var third = await fake.AcceptAsync(FakeSwitch.Welcome());
        var (correlation, repeated) = await third.ReadRequestAsync();
        Assert.Equal(command, repeated);
        await third.ApproveAsync(correlation, repeated);

        Assert.True((await resolving).IsApproved);
        third.Reset();
    }

    [Fact]
    public async Task Resolve_that_can_not_be_sent_leaves_the_outcome_unknown()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(fake.Options() with { ReconnectAttemptsMax = 0 });
        await using var _ = client;
        session.Reset();
        Wait.Until(() => client.State == ClientState.Stopped);

        Assert.Equal((OutcomeKind.OutcomeUnknown, OutcomeReason.Stopped),
            await KindAndReason(client.ResolveAsync(Ids.Purchase(), FakeSwitch.Patience)));
    }

    [Fact]
    public async Task Thousands_of_callers_share_one_connection_and_each_gets_its_own_answer()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(welcome: FakeSwitch.Welcome(window: 64));
        var serving = session.ApproveAllAsync();

        var callers = Enumerable.Range(1, 5_000).Select(amount => Task.Run(async () =>
        {
            for (var round = 0; round < 4; round++)
            {
                var command = Ids.Purchase(amount);
                var outcome = await client.SendAsync(command);
                Assert.Equal((command.RequestId, (long)amount), (outcome.Reply.RequestId, outcome.Reply.Amount));
            }
        }));
        await Task.WhenAll(callers);

        await client.DisposeAsync();
        await serving;
        session.Dispose();
    }

    private static async Task<(OutcomeKind Kind, OutcomeReason Reason)> KindAndReason(ValueTask<Outcome> sending)
    {
        var outcome = await sending;
        return (outcome.Kind, outcome.Reason);
    }
}
