using System.Diagnostics;
using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Publications;
using TpWallet.Aeron.Subscriptions;
using TpWallet.Aeron.Tests.Simulation;
using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron.Tests;

public sealed class UdpTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    public static TheoryData<int, bool> SeedsAndTransports => new()
    {
        { 1, false }, { 2, false }, { 3, false }, { 4, true }, { 5, true },
    };

    [Theory]
    [MemberData(nameof(SeedsAndTransports))]
    public void Every_message_arrives_once_and_in_order_over_a_bad_line(int seed, bool portable)
    {
        using var receiver = NewEndpoint(portable);
        using var sender = NewEndpoint(portable);
        var subscription = receiver.AddSubscription("aeron:udp?endpoint=127.0.0.1:0", World.Stream);
        using var line = new BadLine(receiver.LocalAddressOf(subscription).ToEndPoint(), seed, lost: 0.07);
        var publication = sender.AddPublication($"aeron:udp?endpoint=127.0.0.1:{line.EndPoint.Port}|term-length=64k", World.Stream);

        const int Count = 2_000;
        var source = new MessageSource(publication, 2_000);
        var sink = new MessageSink(2_000);
        Until(
            () =>
            {
                source.Offer(Count);
                subscription.Poll(sink.Handler, 50);
                return sender.DoWork() + receiver.DoWork() >= 0 && sink.Next == Count;
            },
            $"seed {seed}, received {sink.Next}");
        publication.Dispose();
        Until(() => sender.DoWork() + receiver.DoWork() >= 0 && publication.IsReleased, $"seed {seed}");
        Assert.True(line.Lost > 0 && sender.Counters[AeronCounter.RetransmitsSent] > 0, $"seed {seed}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_is_allocated_for_a_datagram_at_steady_state(bool portable)
    {
        using var receiver = NewEndpoint(portable);
        using var sender = NewEndpoint(portable);
        var subscription = receiver.AddSubscription("aeron:udp?endpoint=127.0.0.1:0", World.Stream);
        var publication = sender.AddPublication($"aeron:udp?endpoint={receiver.LocalAddressOf(subscription)}|term-length=64k", World.Stream);
        var received = 0;
        FragmentHandler handler = (_, in _) => received++;
        var message = new byte[256];
        Until(() => sender.DoWork() + receiver.DoWork() >= 0 && publication.IsConnected && subscription.IsConnected, "connecting");

        void Exchange(int upTo)
        {
            while (received < upTo)
            {
                publication.Offer(message);
                sender.DoWork();
                receiver.DoWork();
                subscription.Poll(handler, 10);
            }
        }

        long AllocatedBy(int upTo)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Exchange(upTo);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // A collection that another test causes takes away the rest of this thread's allocation buffer, which then counts as allocated.
        Exchange(2_000);
        Assert.Equal(0, Enumerable.Range(1, 8).Select(round => AllocatedBy(2_000 + (round * 5_000))).Min());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parked_loops_wake_for_a_publisher_a_datagram_and_a_consumer(bool portable)
    {
        using var receiver = NewEndpoint(portable);
        using var sender = NewEndpoint(portable);
        var subscription = receiver.AddSubscription("aeron:udp?endpoint=127.0.0.1:0|rcv-wnd=4k", World.Stream);
        var publication = sender.AddPublication($"aeron:udp?endpoint={receiver.LocalAddressOf(subscription)}|term-length=64k", World.Stream);
        receiver.Start();
        sender.Start();
        var source = new MessageSource(publication, 1_000);
        var sink = new MessageSink(1_000);

        // One message at a time, so that both loops have nothing to do in between and come to rest.
        for (var i = 1; i <= 300; i++)
        {
            Until(() =>
            {
                source.Offer(i);
                return subscription.Poll(sink.Handler, 10) >= 0 && sink.Next == i;
            }, $"message {i}");
        }
    }

    [Fact]
    public void Loop_on_its_own_thread_serves_messages_and_stops()
    {
        var receiver = new AeronEndpoint();
        var sender = new AeronEndpoint();
        var subscription = receiver.AddSubscription("aeron:udp?endpoint=127.0.0.1:0", World.Stream);
        var publication = sender.AddPublication($"aeron:udp?endpoint={receiver.LocalAddressOf(subscription)}|term-length=64k|mtu=8k", World.Stream);
        var sink = new MessageSink(8_000);
        receiver.Start(() => subscription.Poll(sink.Handler, 100));
        sender.Start();
        Assert.Throws<InvalidOperationException>(() => sender.Start());
        var source = new MessageSource(publication, 8_000);
        Until(() =>
        {
            source.Offer(3_000);
            return source.Sent == 3_000;
        }, "offering");
        publication.Dispose();
        Until(() => publication.IsReleased, "closing");
        receiver.Dispose();
        sender.Dispose();
        Assert.Equal(3_000, sink.Next);
        Assert.True(receiver.Completion.IsCompletedSuccessfully && sender.Completion.IsCompletedSuccessfully);
        Assert.Throws<ObjectDisposedException>(() => sender.AddPublication(World.Channel, World.Stream));
    }

    [Fact]
    public async Task Loop_that_fails_closes_its_publications_and_says_why()
    {
        using var endpoint = new AeronEndpoint();
        var publication = endpoint.AddPublication("aeron:udp?endpoint=127.0.0.1:9|term-length=64k", World.Stream);
        endpoint.Start(static () => throw new FormatException("on purpose"));
        await Assert.ThrowsAsync<FormatException>(() => endpoint.Completion.WaitAsync(Generous));
        Assert.Equal(Publication.Closed, publication.Offer([1]));
    }

    [Fact]
    public void Disposed_endpoint_answers_closed_and_delivers_nothing()
    {
        var endpoint = new AeronEndpoint();
        var publication = endpoint.AddPublication("aeron:udp?endpoint=127.0.0.1:9|term-length=64k", World.Stream);
        var subscription = endpoint.AddSubscription("aeron:udp?endpoint=127.0.0.1:0", World.Stream);
        endpoint.Dispose();
        endpoint.Dispose();
        Assert.Equal(Publication.Closed, publication.Offer([1]));
        Assert.Equal(0, subscription.Poll(static (_, in _) => { }, 1));
        Assert.True(subscription.IsClosed && publication.IsReleased);
    }

    [Fact]
    public void Port_in_use_is_reported_to_who_adds_the_subscription()
    {
        using var first = new AeronEndpoint();
        using var second = new AeronEndpoint();
        var subscription = first.AddSubscription("aeron:udp?endpoint=127.0.0.1:0", World.Stream);
        Assert.Throws<System.Net.Sockets.SocketException>(
            () => second.AddSubscription($"aeron:udp?endpoint={first.LocalAddressOf(subscription)}", World.Stream));
    }

    private static AeronEndpoint NewEndpoint(bool portable) => new(new AeronOptions { Network = UdpNetwork.Create(portable) });

    private static void Until(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Generous, $"Not in time: {what}.");
            Thread.Yield();
        }
    }
}
