using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Publications;
using TpWallet.Aeron.Subscriptions;
using TpWallet.Aeron.Tests.Simulation;

namespace TpWallet.Aeron.Tests;

public sealed class SubscriptionTests
{
    [Fact]
    public void Controlled_poll_does_what_the_handler_says()
    {
        using var world = new World(1);
        var (publication, subscription) = Connect(world);
        for (byte i = 0; i < 6; i++)
        {
            Assert.True(publication.Offer([i]) > 0);
        }

        world.RunFor(TimeSpan.FromMilliseconds(10));
        List<byte> seen = [];
        var actions = new Queue<ControlledPollAction>(
        [
            ControlledPollAction.Continue, ControlledPollAction.Abort, ControlledPollAction.Commit, ControlledPollAction.Break,
            ControlledPollAction.Continue, ControlledPollAction.Continue, ControlledPollAction.Continue,
        ]);
        List<long> positions = [];
        ControlledFragmentHandler handler = (payload, in header) =>
        {
            seen.Add(payload[0]);
            positions.Add(header.Image.Position);
            return actions.Dequeue();
        };

        Assert.Equal(1, subscription.ControlledPoll(handler, 10));
        Assert.Equal([0, 1], seen);
        Assert.Equal(64, subscription.Images[0].Position);
        Assert.Equal(2, subscription.ControlledPoll(handler, 10));
        Assert.Equal([0, 1, 1, 2], seen);
        Assert.Equal([0, 0, 64, 128], positions);
        Assert.Equal(3, subscription.ControlledPoll(handler, 10));
        Assert.Equal([0, 1, 1, 2, 3, 4, 5], seen);
        Assert.Equal([128 + 64, 192, 192], positions[4..]);
    }

    [Fact]
    public void Controlled_assembler_delivers_an_aborted_message_again()
    {
        using var world = new World(2);
        var (publication, subscription) = Connect(world);
        Assert.True(publication.Offer(new byte[5_000]) > 0);
        world.RunFor(TimeSpan.FromMilliseconds(10));
        List<int> lengths = [];
        var assembler = new ControlledFragmentAssembler((message, in _) =>
        {
            lengths.Add(message.Length);
            return lengths.Count < 3 ? ControlledPollAction.Abort : ControlledPollAction.Continue;
        });
        for (var i = 0; i < 4; i++)
        {
            subscription.ControlledPoll(assembler.OnFragment, 10);
        }

        Assert.Equal([5_000, 5_000, 5_000], lengths);
        Assert.Equal(publication.Position, subscription.Images[0].Position);
    }

    [Fact]
    public void Throwing_handler_consumes_its_fragment_in_a_poll_and_not_in_a_controlled_one()
    {
        using var world = new World(3);
        var (publication, subscription) = Connect(world);
        publication.Offer([1]);
        publication.Offer([2]);
        world.RunFor(TimeSpan.FromMilliseconds(10));
        ControlledFragmentHandler controlled = static (_, in _) => throw new FormatException();
        FragmentHandler plain = static (_, in _) => throw new FormatException();
        Assert.Throws<FormatException>(() => subscription.ControlledPoll(controlled, 10));
        Assert.Equal(0, subscription.Images[0].Position);
        Assert.Throws<FormatException>(() => subscription.Poll(plain, 10));
        Assert.Equal(64, subscription.Images[0].Position);
        Assert.Equal(1, subscription.Poll(static (payload, in _) => Assert.Equal(2, payload[0]), 10));
    }

    [Fact]
    public void Sessions_of_one_stream_are_separate_images()
    {
        using var world = new World(4);
        var sender = world.AddEndpoint();
        var first = sender.AddPublication(World.Channel, World.Stream);
        var second = sender.AddPublication(World.Channel, World.Stream);
        var other = world.AddEndpoint().AddPublication(World.Channel, World.Stream + 1);
        var receiver = world.AddEndpoint();
        var subscription = receiver.AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => subscription.Images.Count == 2 && first.IsConnected && second.IsConnected);
        first.Offer([1]);
        second.Offer([2]);
        HashSet<(int, byte)> received = [];
        world.RunUntil(() =>
        {
            subscription.Poll((payload, in header) => received.Add((header.SessionId, payload[0])), 1);
            return received.Count == 2;
        });
        Assert.Equal([(first.SessionId, (byte)1), (second.SessionId, (byte)2)], received);
        Assert.Equal(unchecked(first.SessionId + 1), second.SessionId);
        Assert.False(other.IsConnected);
        Assert.True(receiver.Counters[AeronCounter.UnknownStreams] > 0);
    }

    [Fact]
    public void Closed_subscription_lets_the_publisher_time_out_and_frees_its_port()
    {
        using var world = new World(5);
        var publication = world.AddEndpoint().AddPublication(World.Channel, World.Stream);
        var receiver = world.AddEndpoint();
        List<Image> gone = [];
        var subscription = receiver.AddSubscription(World.Channel, World.Stream, unavailable: gone.Add);
        world.RunUntil(() => subscription.Poll(static (_, in _) => { }, 1) == 0 && publication.IsConnected && subscription.IsConnected);
        subscription.Poll(static (_, in _) => { }, 1);
        subscription.Dispose();
        Assert.Equal(0, subscription.Poll(static (_, in _) => { }, 1));
        Assert.Single(gone);
        world.RunUntil(() => !publication.IsConnected);
        receiver.AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected);
    }

    [Fact]
    public void Receiver_refuses_more_sessions_than_it_may_follow()
    {
        using var world = new World(6);
        var sender = world.AddEndpoint();
        var receiver = world.AddEndpoint(static options => options with { MaxImages = 2 });
        var subscription = receiver.AddSubscription(World.Channel, World.Stream);
        var publications = Enumerable.Range(0, 3).Select(_ => sender.AddPublication(World.Channel, World.Stream)).ToArray();
        world.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal(2, subscription.Images.Count);
        Assert.Equal(2, publications.Count(static publication => publication.IsConnected));
        Assert.True(receiver.Counters[AeronCounter.SessionsRefused] > 0);
        Assert.InRange(sender.Counters[AeronCounter.ErrorsReceived], 1, 3);

        // A place that becomes free is taken by the one that was refused.
        publications.First(static publication => publication.IsConnected).Dispose();
        world.RunUntil(() => publications.Count(static publication => publication.IsConnected) == 2 && subscription.Images.Count == 2);
    }

    [Fact]
    public void Terms_longer_than_allowed_are_refused()
    {
        using var world = new World(7);
        var publication = world.AddEndpoint().AddPublication("aeron:udp?endpoint=127.0.0.1:20121|term-length=256k", World.Stream);
        var receiver = world.AddEndpoint(static options => options with { MaxImageTermLength = 128 * 1024 });
        receiver.AddSubscription(World.Channel, World.Stream);
        world.RunFor(TimeSpan.FromSeconds(2));
        Assert.False(publication.IsConnected);
        Assert.Equal(0, publication.ReceiverErrorCode);
        Assert.True(receiver.Counters[AeronCounter.SetupsRejected] > 0);
        Assert.True(receiver.Counters[AeronCounter.ErrorsSent] > 0);
    }

    private static (Publication Publication, Subscription Subscription) Connect(World world)
    {
        var publication = world.AddEndpoint().AddPublication(World.Channel, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(World.Channel, World.Stream);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);
        return (publication, subscription);
    }
}
