using TpWallet.Messages;

namespace TpWallet.Client.Tests;

public sealed class ChainTests
{
    [Fact]
    public async Task A_chain_leaves_in_one_piece_linked_but_for_its_last_command()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync();
        await using var _ = client;
        using var __ = session;
        Command[] chain = [Ids.Purchase(1), Ids.Purchase(2),
            Ids.Purchase(3) with { Flags = CommandFlags.Linked | CommandFlags.AllowPartialApproval }];

        var sending = client.SendChainAsync(chain);
        for (var link = 0; link < chain.Length; link++)
        {
            var (correlation, received) = await session.ReadRequestAsync();
            Assert.Equal(chain[link].RequestId, received.RequestId);
            Assert.Equal(link < 2 ? CommandFlags.Linked : CommandFlags.AllowPartialApproval, received.Flags);
            await session.ApproveAsync(correlation, received);
        }

        var outcomes = await sending;
        Assert.Equal([1L, 2L, 3L], outcomes.Select(static outcome => outcome.Reply.Amount));
        session.Reset();
    }

    [Fact]
    public async Task A_chain_waits_until_the_window_has_room_for_all_of_it()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(welcome: FakeSwitch.Welcome(window: 3));
        await using var _ = client;
        using var __ = session;
        var first = client.SendAsync(Ids.Purchase(1));
        var (correlation, single) = await session.ReadRequestAsync();
        var chain = client.SendChainAsync(new[] { Ids.Purchase(2), Ids.Purchase(3), Ids.Purchase(4) });
        var behind = client.SendAsync(Ids.Purchase(5));

        await session.ApproveAsync(correlation, single);
        var serving = session.ApproveAllAsync();

        Assert.True((await first).IsApproved);
        Assert.All(await chain, static outcome => Assert.True(outcome.IsApproved));
        Assert.True((await behind).IsApproved);
        await client.DisposeAsync();
        await serving;
    }

    [Fact]
    public async Task A_chain_larger_than_the_window_is_not_sent()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(welcome: FakeSwitch.Welcome(window: 2));
        await using var _ = client;
        using var __ = session;

        var outcomes = await client.SendChainAsync(new[] { Ids.Purchase(), Ids.Purchase(), Ids.Purchase() });

        Assert.All(outcomes, static outcome => Assert.Equal((OutcomeKind.NotSent, OutcomeReason.WindowTooSmall), (outcome.Kind, outcome.Reason)));
        session.Reset();
    }

    [Fact]
    public async Task A_chain_that_is_cancelled_before_it_left_is_not_sent_in_any_part()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(welcome: FakeSwitch.Welcome(window: 2));
        await using var _ = client;
        using var __ = session;
        using var cancellation = new CancellationTokenSource();
        var first = client.SendAsync(Ids.Purchase(1));
        var (correlation, single) = await session.ReadRequestAsync();
        var chain = client.SendChainAsync(new[] { Ids.Purchase(2), Ids.Purchase(3) }, cancellation.Token);
        var behind = client.SendAsync(Ids.Purchase(4));

        await cancellation.CancelAsync();

        Assert.All(await chain, static outcome => Assert.Equal((OutcomeKind.NotSent, OutcomeReason.Canceled), (outcome.Kind, outcome.Reason)));
        await session.ApproveAsync(correlation, single);
        var serving = session.ApproveAllAsync();
        Assert.True((await first).IsApproved);
        Assert.Equal(4, (await behind).Reply.Amount);
        await client.DisposeAsync();
        await serving;
    }

    [Fact]
    public async Task A_chain_on_its_way_when_it_is_cancelled_or_the_connection_breaks_is_unknown()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync();
        await using var _ = client;
        using var cancellation = new CancellationTokenSource();
        var cancelled = client.SendChainAsync(new[] { Ids.Purchase(), Ids.Purchase() }, cancellation.Token);
        await session.ReadRequestAsync();
        await session.ReadRequestAsync();
        await cancellation.CancelAsync();
        Assert.All(await cancelled, static outcome =>
            Assert.Equal((OutcomeKind.OutcomeUnknown, OutcomeReason.Canceled), (outcome.Kind, outcome.Reason)));

        var broken = client.SendChainAsync(new[] { Ids.Purchase(), Ids.Purchase() });
        await session.ReadRequestAsync();
        await session.ReadRequestAsync();
        session.Reset();
        Assert.All(await broken, static outcome =>
            Assert.Equal((OutcomeKind.OutcomeUnknown, OutcomeReason.ConnectionLost), (outcome.Kind, outcome.Reason)));
    }

    [Fact]
    public async Task Too_many_waiting_refuses_the_whole_chain()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync(fake.Options() with { WaitingLimit = 1 });
        await using var _ = client;
        using var __ = session;
        var outcomes = await client.SendChainAsync(new[] { Ids.Purchase(), Ids.Purchase() });
        Assert.All(outcomes, static outcome => Assert.Equal((OutcomeKind.NotSent, OutcomeReason.TooManyWaiting), (outcome.Kind, outcome.Reason)));
        session.Reset();
    }

    [Fact]
    public async Task What_is_no_chain_is_refused_at_once()
    {
        using var fake = new FakeSwitch();
        var (client, session) = await fake.ConnectAsync();
        await using var _ = client;
        using var __ = session;
        var tooMany = Enumerable.Range(0, CommandLimits.ChainMax + 1).Select(static _ => Ids.Purchase()).ToArray();

        await Assert.ThrowsAsync<ArgumentException>(async () => await client.SendChainAsync(tooMany));
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.SendChainAsync(tooMany.AsMemory(0, 1)));
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.SendAsync(Ids.Purchase() with { Flags = CommandFlags.Linked }));
        session.Reset();
    }
}
