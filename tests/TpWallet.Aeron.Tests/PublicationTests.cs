using TpWallet.Aeron.Channels;
using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Publications;
using TpWallet.Aeron.Subscriptions;
using TpWallet.Aeron.Tests.Simulation;

namespace TpWallet.Aeron.Tests;

public sealed class PublicationTests
{
    [Fact]
    public void Offer_is_not_connected_until_a_receiver_answers()
    {
        using var world = new World(1);
        var sender = world.AddEndpoint();
        var publication = sender.AddPublication(World.Channel, World.Stream);
        Assert.Equal(Publication.NotConnected, publication.Offer([1]));
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(Publication.NotConnected, publication.Offer([1]));
        Assert.InRange(sender.Counters[AeronCounter.SetupsSent], 9, 12);

        world.AddEndpoint().AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected);
        Assert.Equal(64, publication.Offer([1]));
    }

    [Fact]
    public void Offer_is_admin_action_once_where_a_term_ends()
    {
        using var world = new World(2);
        var publication = world.AddEndpoint().AddPublication(World.Channel, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected);
        var message = new byte[publication.MaxPayloadLength];
        var received = 0;
        FragmentHandler handler = (payload, in _) => received += payload.Length == message.Length ? 1 : 0;

        var wholeFrames = publication.TermLength / (message.Length + 32);
        for (var i = 0; i < wholeFrames; i++)
        {
            world.RunUntil(() => Poll(subscription, handler) >= 0 && publication.Position < publication.PositionLimit);
            Assert.Equal((i + 1) * (message.Length + 32L), publication.Offer(message));
        }

        world.RunUntil(() => Poll(subscription, handler) >= 0 && publication.Position < publication.PositionLimit);
        Assert.Equal(Publication.AdminAction, publication.Offer(message));
        Assert.Equal(publication.TermLength, publication.Position);
        world.RunUntil(() => Poll(subscription, handler) >= 0 && publication.Position < publication.PositionLimit);
        Assert.Equal(publication.TermLength + message.Length + 32, publication.Offer(message));
        world.RunUntil(() => Poll(subscription, handler) >= 0 && received == wholeFrames + 1);
    }

    [Fact]
    public void Offer_is_refused_after_the_last_term()
    {
        using var world = new World(3);
        const string Last = "|init-term-id=5|term-id=-2147483644|term-offset=65472";
        var publication = world.AddEndpoint().AddPublication(World.Channel + Last, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);
        Assert.Equal(65_536L << 31, publication.Offer([7]));
        Assert.Equal(Publication.MaxPositionExceeded, publication.Offer([7]));
        var received = 0;
        world.RunUntil(() => (received += subscription.Poll(static (_, in _) => { }, 10)) == 1);
        Assert.Equal(65_536L << 31, subscription.Images[0].Position);
    }

    [Fact]
    public void Offer_refuses_what_is_longer_than_the_longest_message()
    {
        using var world = new World(4);
        var publication = world.AddEndpoint().AddPublication(World.Channel, World.Stream);
        Assert.Equal(8192, publication.MaxMessageLength);
        Assert.Throws<ArgumentOutOfRangeException>(() => publication.Offer(new byte[8193]));
        Assert.Throws<ArgumentOutOfRangeException>(() => publication.TryClaim(publication.MaxPayloadLength + 1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => publication.TryClaim(-1, out _));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1408)]
    [InlineData(8192)]
    [InlineData(AeronChannel.MaxMtu)]
    public void Messages_of_any_length_arrive_whole_at_any_mtu(int mtu)
    {
        using var world = new World(mtu);
        var channel = $"aeron:udp?endpoint=127.0.0.1:20121|term-length=1m|mtu={mtu}";
        var publication = world.AddEndpoint().AddPublication(channel, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(channel, World.Stream);
        var source = new MessageSource(publication, publication.MaxMessageLength);
        var sink = new MessageSink(publication.MaxMessageLength);
        world.RunUntil(() =>
        {
            source.Offer(100);
            subscription.Poll(sink.Handler, 100);
            return sink.Next == 100;
        });
    }

    [Fact]
    public void Claim_is_sent_when_it_is_committed_and_not_when_it_is_aborted()
    {
        using var world = new World(5);
        var publication = world.AddEndpoint().AddPublication(World.Channel, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);
        List<(byte[] Payload, long Reserved)> received = [];
        FragmentHandler handler = (payload, in header) => received.Add((payload.ToArray(), header.ReservedValue));

        Assert.Equal(64, publication.TryClaim(3, out var aborted));
        Assert.Equal(3, aborted.Buffer.Length);
        Assert.Throws<InvalidOperationException>(() => publication.Offer([1]));
        aborted.Abort();
        Assert.Equal(128, publication.TryClaim(2, out var committed));
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(0, Poll(subscription, handler));
        committed.Buffer[1] = 9;
        committed.ReservedValue = -77;
        committed.Commit();
        world.RunUntil(() => Poll(subscription, handler) > 0);

        var (payload, reserved) = Assert.Single(received);
        Assert.Equal([0, 9], payload);
        Assert.Equal(-77, reserved);
        try
        {
            committed.Commit();
            Assert.Fail("A claim was committed twice.");
        }
        catch (InvalidOperationException)
        {
            // As it should be.
        }
    }

    [Fact]
    public void Stopped_subscriber_back_pressures_the_publisher_until_it_goes_on()
    {
        using var world = new World(6);
        var sender = world.AddEndpoint();
        var publication = sender.AddPublication(World.Channel, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);
        var source = new MessageSource(publication, 500);
        var sink = new MessageSink(500);

        for (var i = 0; i < 60; i++)
        {
            source.Offer(long.MaxValue);
            world.RunFor(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(Publication.BackPressured, source.LastResult);
        Assert.InRange(publication.Position, 32 * 1024, 64 * 1024 + 1024);
        Assert.True(sender.Counters[AeronCounter.BackPressures] > 0);
        Assert.True(sender.Counters[AeronCounter.FlowControlLimits] > 0);

        world.RunUntil(() =>
        {
            source.Offer(5_000);
            subscription.Poll(sink.Handler, 10);
            return sink.Next == 5_000;
        });
    }

    [Fact]
    public void Slow_subscriber_holds_the_publisher_within_the_window()
    {
        using var world = new World(7);
        var publication = world.AddEndpoint().AddPublication(World.Channel, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(World.Channel + "|rcv-wnd=8k", World.Stream);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);
        var source = new MessageSource(publication, 200);
        var sink = new MessageSink(200);
        world.RunUntil(() =>
        {
            source.Offer(3_000);
            subscription.Poll(sink.Handler, 1);
            Assert.InRange(publication.Position - subscription.Images[0].Position, 0, 32 * 1024 + 8 * 1024 + 1408);
            return sink.Next == 3_000;
        });
    }

    [Fact]
    public void Close_sends_what_was_offered_and_ends_when_the_receiver_has_it()
    {
        using var world = new World(8);
        var publication = world.AddEndpoint().AddPublication(World.Channel, World.Stream);
        List<Image> gone = [];
        var subscription = world.AddEndpoint().AddSubscription(World.Channel, World.Stream, unavailable: gone.Add);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);
        var source = new MessageSource(publication, 300);
        var sink = new MessageSink(300);
        source.Offer(100);
        publication.Dispose();
        Assert.Equal(Publication.Closed, publication.Offer([1]));
        var closed = world.Now;
        world.RunUntil(() =>
        {
            subscription.Poll(sink.Handler, 10);
            return publication.IsReleased && gone.Count == 1;
        });
        Assert.Equal(100, sink.Next);
        Assert.True(gone[0].IsEndOfStream && gone[0].IsClosed);
        Assert.InRange(world.Now - closed, 0, 1_000_000_000);

        // Late heartbeats of the ended session don't bring it back.
        world.RunFor(TimeSpan.FromSeconds(20));
        Assert.False(subscription.IsConnected);
    }

    [Fact]
    public void Close_ends_after_the_linger_time_when_the_receiver_is_gone()
    {
        using var world = new World(9);
        var publication = world.AddEndpoint().AddPublication(World.Channel + "|linger=2s", World.Stream);
        var receiver = world.AddEndpoint();
        receiver.AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected);
        world.Crash(receiver);
        publication.Dispose();
        var closed = world.Now;
        world.RunUntil(() => publication.IsReleased);
        Assert.InRange(world.Now - closed, 2_000_000_000, 2_100_000_000);
    }

    [Fact]
    public void Close_with_an_open_claim_skips_it()
    {
        using var world = new World(10);
        var publication = world.AddEndpoint().AddPublication(World.Channel, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);
        publication.Offer([1]);
        publication.TryClaim(100, out _);
        publication.Dispose();
        var received = 0;
        world.RunUntil(() => (received += subscription.Poll(static (_, in _) => { }, 10)) == 1 && publication.IsReleased);
    }

    [Fact]
    public void Publication_is_disconnected_when_the_receiver_falls_silent()
    {
        using var world = new World(11);
        var publication = world.AddEndpoint().AddPublication(World.Channel, World.Stream);
        var receiver = world.AddEndpoint();
        receiver.AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected);
        world.Crash(receiver);
        var crashed = world.Now;
        world.RunUntil(() => !publication.IsConnected);
        Assert.InRange(world.Now - crashed, 4_700_000_000, 5_100_000_000);
        Assert.Equal(Publication.NotConnected, publication.Offer([1]));
    }

    [Fact]
    public void Full_socket_delays_but_loses_nothing()
    {
        using var world = new World(12);
        var sender = world.AddEndpoint(out var host);
        var publication = sender.AddPublication(World.Channel, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);
        var source = new MessageSource(publication, 300);
        var sink = new MessageSink(300);
        host.Transports[0].IsFull = true;
        source.Offer(50);
        world.RunFor(TimeSpan.FromMilliseconds(1));
        Assert.True(sender.Counters[AeronCounter.ShortSends] > 0);
        host.Transports[0].IsFull = false;
        world.RunUntil(() => subscription.Poll(sink.Handler, 10) >= 0 && sink.Next == 50);
    }

    [Fact]
    public void Endpoint_refuses_a_session_or_a_stream_twice()
    {
        using var world = new World(13);
        var endpoint = world.AddEndpoint();
        endpoint.AddPublication(World.Channel + "|session-id=4", World.Stream);
        endpoint.AddPublication(World.Channel + "|session-id=5", World.Stream);
        Assert.Throws<InvalidOperationException>(() => endpoint.AddPublication(World.Channel + "|session-id=4", World.Stream));
        endpoint.AddSubscription(World.Channel, World.Stream);
        Assert.Throws<InvalidOperationException>(() => endpoint.AddSubscription(World.Channel, World.Stream));
    }

    private static int Poll(Subscription subscription, FragmentHandler handler) => subscription.Poll(handler, 100);
}
