using System.Runtime.InteropServices;
using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Frames;
using TpWallet.Aeron.Publications;
using TpWallet.Aeron.Subscriptions;
using TpWallet.Aeron.Tests.Simulation;

namespace TpWallet.Aeron.Tests;

public sealed class RecoveryTests
{
    private const int MaxLength = 3_000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_message_arrives_once_and_in_order_over_a_bad_network(int seed)
    {
        using var world = new World(seed);
        var random = new Random(seed);
        var sender = world.AddEndpoint();
        var receiver = world.AddEndpoint();
        var initial = seed % 2 == 0 ? int.MaxValue - random.Next(3) : random.Next();
        var publication = sender.AddPublication(World.Channel + $"|init-term-id={initial}", World.Stream);
        var subscription = receiver.AddSubscription(World.Channel, World.Stream);
        world.Network.Faults = new Faults(
            Drop: random.NextDouble() * 0.2, Duplicate: random.NextDouble() * 0.2, MaxDelayNanos: random.NextInt64(3_000_000));
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);

        const int Count = 800;
        var source = new MessageSource(publication, MaxLength);
        var sink = new MessageSink(MaxLength);
        world.RunUntil(() =>
        {
            source.Offer(Count, atMost: random.Next(8));
            subscription.Poll(sink.Handler, random.Next(1, 12));
            return sink.Next == Count;
        });

        Assert.True(publication.Position > 5 * publication.TermLength, $"seed {seed}");
        Assert.Equal(0, receiver.Counters[AeronCounter.BadFrames]);
        Assert.Equal(0, receiver.Counters[AeronCounter.BytesGapFilled]);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Corruption_beyond_the_checksum_never_passes_an_end_to_end_check(int seed)
    {
        using var world = new World(seed);
        var random = new Random(seed);
        var sender = world.AddEndpoint();
        var publication = sender.AddPublication(World.Channel, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);
        world.Network.Faults = new Faults(Drop: 0.05, Corrupt: 0.05, MaxDelayNanos: 500_000);

        // The check covers where the message belongs, so that one in a wrong place is found out too.
        const int Count = 400;
        var message = new byte[200];
        var sent = 0;
        long next = 0;
        long passed = 0;
        long damaged = 0;
        FragmentHandler handler = (payload, in header) =>
        {
            if (payload.Length != message.Length || header.ReservedValue != Check(payload, header.Position))
            {
                damaged++;
                return;
            }

            var number = MemoryMarshal.Read<long>(payload);
            Assert.True(number >= next, $"Message {number} came after {next - 1}; seed {seed}.");
            next = number + 1;
            passed++;
        };
        var end = world.Now + 30_000_000_000;
        while (world.Now < end && next < Count)
        {
            if (sent < Count)
            {
                random.NextBytes(message);
                MemoryMarshal.Write(message, (long)sent);
                var position = publication.Position + 256;
                sent += publication.Offer(message, Check(message, position)) > 0 ? 1 : 0;
            }

            subscription.Poll(handler, 10);
            world.Step();
        }

        Assert.True(passed > 0 && passed <= Count, $"{passed} passed, {damaged} damaged; seed {seed}");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Unreliable_subscription_skips_what_is_lost_and_counts_it(int seed)
    {
        using var world = new World(seed);
        var random = new Random(seed);
        var sender = world.AddEndpoint();
        var receiver = world.AddEndpoint();
        var publication = sender.AddPublication(World.Channel, World.Stream);
        var subscription = receiver.AddSubscription(World.Channel + "|reliable=false", World.Stream);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);
        world.Network.Faults = new Faults(Drop: 0.1);
        const int Count = 1_000;
        var source = new MessageSource(publication, MaxLength);
        var sink = new MessageSink(MaxLength, allowGaps: true);
        world.RunUntil(() =>
        {
            source.Offer(Count, atMost: random.Next(8));
            subscription.Poll(sink.Handler, 20);
            return source.Sent == Count && subscription.Images[0].Position == publication.Position;
        });

        Assert.InRange(sink.Received, 1, Count - 1);
        Assert.Equal(0, receiver.Counters[AeronCounter.NaksSent]);
        Assert.True(receiver.Counters[AeronCounter.BytesGapFilled] > 0);
        Assert.True(receiver.Counters[AeronCounter.Losses] > 0);
    }

    [Fact]
    public void Lost_tail_is_found_by_the_heartbeat()
    {
        using var world = new World(1);
        var sender = world.AddEndpoint();
        var publication = sender.AddPublication(World.Channel, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);
        world.Network.Lose = static (datagram, _) => Is(datagram, FrameType.Data) && datagram.Length > DataHeader.Length;
        publication.Offer([1, 2, 3]);
        world.RunFor(TimeSpan.FromMilliseconds(50));
        world.Network.Lose = null;
        var sent = world.Now;
        world.RunUntil(() => subscription.Poll(static (_, in _) => { }, 10) == 1);
        Assert.InRange(world.Now - sent, 0, 100_000_000);
        Assert.Equal(1, sender.Counters[AeronCounter.RetransmitsSent]);
    }

    [Fact]
    public void Nak_is_repeated_and_retransmission_lingers()
    {
        using var world = new World(2);
        var sender = world.AddEndpoint();
        var receiver = world.AddEndpoint();
        var publication = sender.AddPublication(World.Channel, World.Stream);
        var subscription = receiver.AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);

        // The first message never gets through, the second does.
        world.Network.Lose = static (datagram, _) => Is(datagram, FrameType.Data) && datagram.Length == 64;
        publication.Offer([1]);
        world.RunFor(TimeSpan.FromMicroseconds(10));
        publication.Offer(new byte[100]);
        world.RunFor(TimeSpan.FromMilliseconds(29));
        Assert.InRange(receiver.Counters[AeronCounter.NaksSent], 200, 300);
        Assert.Equal(1, receiver.Counters[AeronCounter.Losses]);
        Assert.Equal(3, sender.Counters[AeronCounter.RetransmitsSent]);
        Assert.Equal(sender.Counters[AeronCounter.NaksReceived] - 3, sender.Counters[AeronCounter.NaksSuppressed]);
        world.Network.Lose = null;
        var received = 0;
        world.RunUntil(() => (received += subscription.Poll(static (_, in _) => { }, 10)) == 2);
    }

    [Fact]
    public void Restarted_publisher_is_a_new_image_and_the_old_one_times_out()
    {
        using var world = new World(3);
        List<int> came = [];
        List<int> went = [];
        var receiver = world.AddEndpoint();
        var subscription = receiver.AddSubscription(
            World.Channel, World.Stream, image => came.Add(image.SessionId), image => went.Add(image.SessionId));
        var first = world.AddEndpoint();
        var before = first.AddPublication(World.Channel, World.Stream);
        var sink = new MessageSink(300);
        Exchange(world, before, subscription, sink, 100);
        world.Crash(first);
        Assert.Equal(Publication.Closed, before.Offer([1]));

        var after = world.AddEndpoint().AddPublication(World.Channel, World.Stream);
        var restarted = world.Now;
        sink.Next = 0;
        Exchange(world, after, subscription, sink, 100);
        Assert.Equal([before.SessionId, after.SessionId], came);
        Assert.Empty(went);
        world.RunUntil(() => subscription.Poll(sink.Handler, 1) == 0 && went.Count == 1);
        Assert.Equal(before.SessionId, went[0]);
        Assert.InRange(world.Now - restarted, 9_700_000_000, 10_300_000_000);
        Assert.Equal(1, receiver.Counters[AeronCounter.ImagesTimedOut]);
        Assert.True(after.IsConnected);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(2_000, 3_000)]
    public void Session_that_was_cut_off_is_followed_again_after_its_cooldown(int cooldownMs, int latestMs)
    {
        using var world = new World(5);
        var sender = world.AddEndpoint(static options => options with { ConnectionTimeout = TimeSpan.FromSeconds(1) });
        var receiver = world.AddEndpoint(options => options with
        {
            ImageLivenessTimeout = TimeSpan.FromSeconds(1),
            SessionCooldown = TimeSpan.FromMilliseconds(cooldownMs),
        });
        var publication = sender.AddPublication(World.Channel, World.Stream);
        var subscription = receiver.AddSubscription(World.Channel, World.Stream);
        var sink = new MessageSink(300);
        Exchange(world, publication, subscription, sink, 100);
        world.Network.Lose = static (_, _) => true;
        world.RunUntil(() => !publication.IsConnected && !subscription.IsConnected);
        world.Network.Lose = null;
        var mended = world.Now;

        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);

        Assert.InRange((world.Now - mended) / 1_000_000, Math.Max(0, cooldownMs - 1_000), latestMs);
        Assert.Equal(1, receiver.Counters[AeronCounter.ImagesTimedOut]);
    }

    [Fact]
    public void Restarted_subscriber_asks_for_setup_and_joins_where_the_publisher_is()
    {
        using var world = new World(4);
        var publication = world.AddEndpoint().AddPublication(World.Channel, World.Stream);
        var first = world.AddEndpoint();
        Exchange(world, publication, first.AddSubscription(World.Channel, World.Stream), new MessageSink(300), 100);
        world.Crash(first);

        // These fall between the two subscribers: the join position of the new one tells.
        var lostFrom = publication.Position;
        for (var i = 0; i < 10; i++)
        {
            publication.Offer(new byte[100]);
        }

        world.RunFor(TimeSpan.FromMilliseconds(1));
        var second = world.AddEndpoint();
        Image? joined = null;
        var subscription = second.AddSubscription(World.Channel, World.Stream, image => joined = image);
        world.RunUntil(() => subscription.Poll(static (_, in _) => { }, 10) == 0 && joined is not null);
        Assert.Equal(publication.Position, joined!.JoinPosition);
        Assert.True(joined.JoinPosition > lostFrom);
        Assert.True(second.Counters[AeronCounter.UnknownSessions] > 0);
        Exchange(world, publication, subscription, new MessageSink(300), 100);
    }

    [Fact]
    public void Partition_shorter_than_the_timeouts_loses_nothing()
    {
        using var world = new World(5);
        var publication = world.AddEndpoint().AddPublication(World.Channel, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);
        var source = new MessageSource(publication, 300);
        var sink = new MessageSink(300);
        world.Network.Lose = static (_, _) => true;
        source.Offer(1_000);
        world.RunFor(TimeSpan.FromSeconds(4));
        world.Network.Lose = null;
        world.RunUntil(() =>
        {
            source.Offer(1_000);
            subscription.Poll(sink.Handler, 10);
            return sink.Next == 1_000;
        });
    }

    [Fact]
    public void Loss_across_a_disconnection_is_reported_by_the_image_and_its_successor()
    {
        using var world = new World(6);
        List<Image> came = [];
        List<Image> went = [];
        var publication = world.AddEndpoint().AddPublication(World.Channel, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(World.Channel, World.Stream, came.Add, went.Add);
        FragmentHandler ignore = static (_, in _) => { };
        world.RunUntil(() => subscription.Poll(ignore, 10) == 0 && publication.IsConnected && came.Count == 1);
        publication.Offer([1]);
        world.RunUntil(() => subscription.Poll(ignore, 10) == 1);
        world.Network.Lose = static (_, _) => true;
        while (publication.Offer(new byte[100]) > 0)
        {
            world.Step();
        }

        world.RunUntil(() => subscription.Poll(ignore, 10) == 0 && went.Count == 1);
        Assert.False(publication.IsConnected);
        world.Network.Lose = null;
        world.RunUntil(() => subscription.Poll(ignore, 10) == 0 && came.Count == 2);
        Assert.Same(came[0], went[0]);
        Assert.False(went[0].IsEndOfStream);
        Assert.True(came[1].JoinPosition > went[0].Position);
    }

    private static void Exchange(World world, Publication publication, Subscription subscription, MessageSink sink, int count)
    {
        var source = new MessageSource(publication, 300);
        world.RunUntil(() =>
        {
            source.Offer(count);
            subscription.Poll(sink.Handler, 10);
            return sink.Next == count;
        });
    }

    private static bool Is(byte[] datagram, FrameType type) => MemoryMarshal.Read<FrameHeader>(datagram).Type == type;

    private static long Check(ReadOnlySpan<byte> payload, long position)
    {
        var hash = unchecked((ulong)position * 0x9E3779B97F4A7C15);
        foreach (var value in payload)
        {
            hash = (hash ^ value) * 0x100000001B3;
        }

        return (long)hash;
    }
}
