using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Client.Tests.FailOver;

/// <summary>A client of a group follows the primary, and its requests get their answers there.</summary>
public sealed class GroupClientTests : IDisposable
{
    private readonly FakeSwitch _one = new();
    private readonly FakeSwitch _two = new();
    private readonly FakeSwitch _three = new();

    [Fact]
    public async Task Primary_is_found_where_another_member_says()
    {
        var connecting = AcquirerClient.ConnectAsync(Options());
        await RefuseAsync(_one, primary: _three);

        using var session = await _three.AcceptAsync(FakeSwitch.Welcome());
        await using var client = await connecting;

        Assert.Equal(_three.Port, client.Member.Port);
        session.Reset();
    }

    [Fact]
    public async Task Members_are_asked_again_until_one_is_primary()
    {
        var connecting = AcquirerClient.ConnectAsync(Options());
        for (var round = 0; round < 3; round++)
        {
            await RefuseAsync(_one);
            await RefuseAsync(_two);
            await RefuseAsync(_three);
        }

        await RefuseAsync(_one);
        using var session = await _two.AcceptAsync(FakeSwitch.Welcome());
        await using var client = await connecting;

        Assert.Equal(_two.Port, client.Member.Port);
        session.Reset();
    }

    [Fact]
    public async Task Requests_in_flight_are_sent_again_to_the_new_primary_as_they_were()
    {
        var (client, session) = await ConnectAsync(_one);
        await using var _ = client;
        Command[] commands = [Ids.Purchase(1), Ids.Purchase(2), Ids.Purchase(3)];
        var sending = commands.Select(command => client.SendAsync(command)).ToArray();
        for (var index = 0; index < commands.Length; index++)
        {
            await session.ReadRequestAsync();
        }

        session.Reset();
        await RefuseAsync(_two, primary: _three);
        using var next = await _three.AcceptAsync(FakeSwitch.Welcome());
        var again = new List<Command>();
        for (var index = 0; index < commands.Length; index++)
        {
            var (correlation, command) = await next.ReadRequestAsync();
            again.Add(command);
            await next.ApproveAsync(correlation, command);
        }

        Assert.Equal(commands.OrderBy(static command => command.Amount), again.OrderBy(static command => command.Amount));
        for (var index = 0; index < commands.Length; index++)
        {
            Assert.Equal(index + 1, (await sending[index]).Reply.Amount);
        }

        Assert.Equal(2, client.Sessions);
        next.Reset();
    }

    [Theory]
    [InlineData(ResultCode.NotPrimary)]
    [InlineData(ResultCode.ShuttingDown)]
    public async Task Member_that_takes_nothing_any_more_is_left_and_the_request_goes_elsewhere(ResultCode result)
    {
        var (client, session) = await ConnectAsync(_one);
        await using var _ = client;
        var sending = client.SendAsync(Ids.Purchase(5));
        var (correlation, command) = await session.ReadRequestAsync();

        await session.SendAsync(Answer(correlation, command, result));
        using var next = await _two.AcceptAsync(FakeSwitch.Welcome());
        var (second, again) = await next.ReadRequestAsync();
        await next.ApproveAsync(second, again);

        Assert.Equal(command, again);
        Assert.True((await sending).IsApproved);
        Assert.Null(await session.ReadFrameAsync());
        next.Reset();
    }

    [Fact]
    public async Task Switch_alone_has_its_refusal_told_to_the_caller()
    {
        var (client, session) = await _one.ConnectAsync();
        await using var _ = client;
        var sending = client.SendAsync(Ids.Purchase());
        var (correlation, command) = await session.ReadRequestAsync();
        await session.SendAsync(Answer(correlation, command, ResultCode.NotPrimary));

        Assert.Equal(ResultCode.NotPrimary, (await sending).Reply.Result);
        session.Reset();
    }

    [Fact]
    public async Task Deadline_that_passes_between_two_primaries_tells_what_was_sent_from_what_was_not()
    {
        var (client, session) = await ConnectAsync(_one, Options() with { RequestDeadline = TimeSpan.FromMilliseconds(300) },
            FakeSwitch.Welcome(window: 1));
        await using var _ = client;
        var sent = client.SendAsync(Ids.Purchase(), FakeSwitch.Patience);
        await session.ReadRequestAsync();
        var alsoSent = client.SendAsync(Ids.Purchase());
        session.Reset();

        // Nobody accepts: the backlog takes the connections, and no sign-on is answered.
        var waiting = client.SendAsync(Ids.Purchase());
        Assert.Equal((OutcomeKind.NotSent, OutcomeReason.DeadlinePassed), await KindAndReason(alsoSent));
        Assert.Equal((OutcomeKind.NotSent, OutcomeReason.DeadlinePassed), await KindAndReason(waiting));

        await client.DisposeAsync();
        Assert.Equal((OutcomeKind.OutcomeUnknown, OutcomeReason.Disposed), await KindAndReason(sent));
    }

    [Fact]
    public async Task Request_that_was_sent_once_is_unknown_when_it_is_cancelled_between_two_primaries()
    {
        var (client, session) = await ConnectAsync(_one);
        await using var _ = client;
        using var cancellation = new CancellationTokenSource();
        var sending = client.SendAsync(Ids.Purchase(), cancellation.Token);
        await session.ReadRequestAsync();
        session.Reset();
        Wait.Until(() => client.State == ClientState.Reconnecting);

        await cancellation.CancelAsync();

        Assert.Equal((OutcomeKind.OutcomeUnknown, OutcomeReason.Canceled), await KindAndReason(sending));
    }

    [Fact]
    public async Task Chain_of_which_some_links_were_answered_is_sent_again_whole()
    {
        var (client, session) = await ConnectAsync(_one);
        await using var _ = client;
        var sending = client.SendChainAsync(new[] { Ids.Purchase(1), Ids.Purchase(2), Ids.Purchase(3) });
        for (var link = 0; link < 3; link++)
        {
            var (correlation, command) = await session.ReadRequestAsync();
            if (link != 1)
            {
                await session.ApproveAsync(correlation, command);
            }
        }

        session.Dispose();
        using var next = await _two.AcceptAsync(FakeSwitch.Welcome());
        for (var link = 0; link < 3; link++)
        {
            var (correlation, command) = await next.ReadRequestAsync();
            Assert.Equal((link + 1, link < 2 ? CommandFlags.Linked : CommandFlags.None), (command.Amount, command.Flags));
            await next.ApproveAsync(correlation, command);
        }

        Assert.Equal([1L, 2L, 3L], (await sending).Select(static outcome => outcome.Reply.Amount));
        next.Reset();
    }

    [Fact]
    public async Task Primary_that_owes_answers_and_is_silent_is_left_long_before_the_idle_timeout()
    {
        var (client, session) = await ConnectAsync(_one, Options() with { SilenceTimeout = TimeSpan.FromMilliseconds(800) });
        await using var _ = client;
        using var __ = session;
        var sending = client.SendAsync(Ids.Purchase());
        var command = (await session.ReadRequestAsync()).Command;

        using var next = await _two.AcceptAsync(FakeSwitch.Welcome());
        var (correlation, again) = await next.ReadRequestAsync();
        await next.ApproveAsync(correlation, again);

        Assert.Equal(command, again);
        Assert.True((await sending).IsApproved);
        Assert.Contains("owes answers", client.LastFailure!.Message);
        next.Reset();
    }

    [Fact]
    public async Task Member_with_another_ledger_gets_nothing()
    {
        var (client, session) = await ConnectAsync(_one);
        await using var _ = client;
        var sending = client.SendAsync(Ids.Purchase());
        await session.ReadRequestAsync();
        session.Reset();

        using var stranger = await _two.AcceptAsync(FakeSwitch.Welcome() with { LedgerId = Guid.NewGuid() });
        Assert.Null(await stranger.ReadFrameAsync());
        using var next = await _three.AcceptAsync(FakeSwitch.Welcome());
        var (correlation, command) = await next.ReadRequestAsync();
        await next.ApproveAsync(correlation, command);

        Assert.True((await sending).IsApproved);
        next.Reset();
    }

    [Fact]
    public async Task Member_that_answers_no_sign_on_holds_nobody_up()
    {
        var connecting = AcquirerClient.ConnectAsync(Options());
        using var stopped = await _one.AcceptAsync(); // its process takes no more than the connection
        await RefuseAsync(_two, primary: _one);
        using var session = await _three.AcceptAsync(FakeSwitch.Welcome());

        await using var client = await connecting;
        Assert.Equal(_three.Port, client.Member.Port);
        session.Reset();
    }

    [Fact]
    public async Task Group_without_a_primary_is_told_with_what_each_member_said()
    {
        SwitchAddress[] members = [new("127.0.0.1", _one.Port), new("127.0.0.1", PortOfNobody())];
        var connecting = AcquirerClient.ConnectAsync(Options() with { Members = members, ConnectTimeout = TimeSpan.FromMilliseconds(200) });
        var refusing = RefuseAllAsync(_one, until: connecting);

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => connecting);

        Assert.Contains("within 200 ms", failure.Message);
        Assert.All(members, member => Assert.Contains($"{member}: ", failure.Message));
        _one.Dispose(); // it waits for one more
        await Record.ExceptionAsync(() => refusing);
    }

    [Fact]
    public async Task Refusal_for_good_by_every_member_is_thrown()
    {
        var connecting = AcquirerClient.ConnectAsync(Options());
        foreach (var member in new[] { _one, _two, _three })
        {
            using var session = await member.AcceptAsync();
            await session.ExpectAsync(FrameType.SignOn);
            await session.SendAsync(ProtocolErrorCode.CredentialRefused);
        }

        Assert.Equal(ProtocolErrorCode.CredentialRefused, (await Assert.ThrowsAsync<ProtocolException>(() => connecting)).Fault.Code);
    }

    [Fact]
    public async Task Wrong_member_is_named_before_anything_is_tried() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => AcquirerClient.ConnectAsync(Options() with { Members = [new("127.0.0.1", 70_000)] }));

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        _three.Dispose();
    }

    private static int PortOfNobody()
    {
        using var gone = new FakeSwitch();
        return gone.Port;
    }

    private static async Task RefuseAsync(FakeSwitch member, FakeSwitch? primary = null)
    {
        using var session = await member.AcceptAsync();
        await session.ExpectAsync(FrameType.SignOn);
        await session.RedirectAsync(primary is null ? null : $"127.0.0.1:{primary.Port}");
    }

    private static async Task RefuseAllAsync(FakeSwitch member, Task until)
    {
        while (!until.IsCompleted)
        {
            await RefuseAsync(member);
        }
    }

    private static byte[] Answer(ulong correlation, in Command command, ResultCode result)
    {
        var bytes = new byte[ReplyFrame.Size];
        ReplyFrame.TryWrite(bytes, new Reply { RequestId = command.RequestId, Result = result, Class = ResultCodes.Classify(result) }, correlation);
        return bytes;
    }

    private static async Task<(OutcomeKind Kind, OutcomeReason Reason)> KindAndReason(ValueTask<Outcome> sending)
    {
        var outcome = await sending;
        return (outcome.Kind, outcome.Reason);
    }

    private async Task<(AcquirerClient Client, FakeSession Session)> ConnectAsync(FakeSwitch primary, ClientOptions? options = null,
        SignedOn? welcome = null)
    {
        var connecting = AcquirerClient.ConnectAsync(options ?? Options());
        var session = await primary.AcceptAsync(welcome ?? FakeSwitch.Welcome());
        return (await connecting, session);
    }

    private ClientOptions Options() => new()
    {
        Members = [new("127.0.0.1", _one.Port), new("127.0.0.1", _two.Port), new("127.0.0.1", _three.Port)],
        Participant = 7,
        RequestDeadline = FakeSwitch.Patience,
        ConnectTimeout = FakeSwitch.Patience,
    };
}
