using System.Runtime.InteropServices;
using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Frames;
using TpWallet.Aeron.Publications;
using TpWallet.Aeron.Subscriptions;
using TpWallet.Aeron.Tests.Simulation;
using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron.Tests;

public sealed class HostileInputTests
{
    private static readonly DatagramAddress Stranger = DatagramAddress.Resolve("127.0.0.1:9");
    private static readonly DatagramAddress Endpoint = DatagramAddress.Resolve("127.0.0.1:20121");

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Fact]
    public void Bad_data_is_counted_by_what_is_wrong_with_it()
    {
        using var world = new World(1);
        var stage = new Stage(world);
        var good = stage.Data(position: 0, payloadLength: 32);

        stage.Receive(AeronCounter.ShortDatagrams, good[..7]);
        stage.Receive(AeronCounter.ShortDatagrams, good[..31]);
        stage.Receive(AeronCounter.BadVersions, With(good, 4, 1));
        stage.Receive(AeronCounter.BadFrames, With(good, 3, 0x80));
        stage.Receive(AeronCounter.BadAlignments, good[..40]);
        stage.Receive(AeronCounter.BadAlignments, With(good, 8, 5));
        stage.Receive(AeronCounter.BadFrames, With(good, 0, 33 + 64));
        stage.Receive(AeronCounter.BadFrames, With(good, 0, 16));
        stage.Receive(AeronCounter.BadFrames, [.. good, .. stage.Data(position: 96, payloadLength: 0)]);
        stage.Receive(AeronCounter.BadFrames, [.. With(good, 6, 0), .. stage.Data(position: 64, payloadLength: 0)]);
        stage.Receive(AeronCounter.BadFrames, stage.Data(position: 65_536 - 32, payloadLength: 64));
        stage.Receive(AeronCounter.UnknownFrames, With(good, 6, 99));
        stage.Receive(AeronCounter.UnknownStreams, With(good, 16, 1));
        stage.Receive(AeronCounter.UnknownSessions, With(good, 12, (byte)(good[12] + 100)));
        stage.Receive(AeronCounter.OverRuns, stage.Data(position: 60_000 / 32 * 32, payloadLength: 32));
        stage.Receive(AeronCounter.UnderRuns, stage.Data(position: -65_536, payloadLength: 32));
        stage.Receive(AeronCounter.SetupsRejected, stage.Setup(mtu: 1_400));
        stage.Receive(AeronCounter.SetupsRejected, stage.Setup(termLength: 100_000));
        stage.Receive(AeronCounter.SetupsRejected, stage.Setup(termOffset: 65_536));
        stage.Receive(AeronCounter.SetupsRejected, stage.Setup(activeTermId: -1));
        stage.AssertStillWorks();
    }

    [Fact]
    public void Duplicates_and_data_from_before_what_was_consumed_are_dropped()
    {
        using var world = new World(2);
        var stage = new Stage(world);
        byte[]? copy = null;
        world.Network.Lose = (datagram, _) =>
        {
            copy = datagram.Length == 96 ? datagram : copy;
            return false;
        };
        stage.Publication.Offer(new byte[64]);
        world.RunFor(TimeSpan.FromMilliseconds(1));
        stage.Receive(AeronCounter.Duplicates, copy!);
        world.RunUntil(() => stage.Subscription.Poll(static (_, in _) => { }, 10) == 1);
        world.RunFor(TimeSpan.FromSeconds(1));
        stage.Receive(AeronCounter.UnderRuns, copy!);
        stage.AssertStillWorks();
    }

    [Fact]
    public void Bad_answers_to_a_publisher_are_counted_and_ignored()
    {
        using var world = new World(3);
        var stage = new Stage(world);
        stage.Publication.Offer(new byte[200]);
        world.RunFor(TimeSpan.FromMilliseconds(1));
        var limit = stage.Publication.PositionLimit;

        stage.Answer(AeronCounter.StatusMessagesRejected, stage.StatusMessage(offset: 31, window: 1024));
        stage.Answer(AeronCounter.StatusMessagesRejected, stage.StatusMessage(offset: -32, window: 1024));
        stage.Answer(AeronCounter.StatusMessagesRejected, stage.StatusMessage(offset: 64_000, window: 1024));
        stage.Answer(AeronCounter.StatusMessagesRejected, stage.StatusMessage(offset: 0, window: 32_769));
        stage.Answer(AeronCounter.StatusMessagesRejected, stage.StatusMessage(offset: 0, window: -1));
        stage.Answer(AeronCounter.NaksRejected, stage.Nak(offset: 31, length: 32));
        stage.Answer(AeronCounter.NaksRejected, stage.Nak(offset: -32, length: 64));
        stage.Answer(AeronCounter.NaksRejected, stage.Nak(offset: 0, length: 0));
        stage.Answer(AeronCounter.NaksRejected, stage.Nak(offset: 0, length: 65_537));
        stage.Answer(AeronCounter.NaksRejected, stage.Nak(offset: 32, length: int.MaxValue));
        stage.Answer(AeronCounter.NaksRejected, stage.Nak(offset: 4096, length: 32));
        stage.Answer(AeronCounter.NaksRejected, stage.Nak(offset: 64, length: 32));
        stage.Answer(AeronCounter.ShortDatagrams, stage.Nak(offset: 0, length: 32)[..20]);
        stage.Answer(AeronCounter.UnknownFrames, stage.Setup());
        Assert.Equal(limit, stage.Publication.PositionLimit);
        stage.AssertStillWorks();
    }

    [Fact]
    public void Round_trip_measurements_are_answered_by_either_side()
    {
        using var world = new World(4);
        var stage = new Stage(world);
        List<RttMeasurementFrame> replies = [];
        world.Network.Lose = (datagram, _) =>
        {
            if (MemoryMarshal.Read<FrameHeader>(datagram).Type == FrameType.RttMeasurement)
            {
                replies.Add(MemoryMarshal.Read<RttMeasurementFrame>(datagram));
            }

            return false;
        };
        var question = new RttMeasurementFrame
        {
            Frame = new FrameHeader(RttMeasurementFrame.Length, FrameFlags.Reply, FrameType.RttMeasurement),
            SessionId = stage.Publication.SessionId,
            StreamId = World.Stream,
            EchoTimestamp = 12_345,
            ReceiverId = 678,
        };
        stage.Answer(AeronCounter.RttRepliesSent, Stage.Bytes(question, RttMeasurementFrame.Length));
        stage.Receive(AeronCounter.RttRepliesSent, Stage.Bytes(question, RttMeasurementFrame.Length));
        Assert.Equal(2, replies.Count);
        Assert.All(replies, static reply => Assert.True(reply is { EchoTimestamp: 12_345, ReceiverId: 678, Frame.Flags: 0 }));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_and_mangled_datagrams_change_nothing_for_the_sessions_that_are_real(int seed)
    {
        using var world = new World(seed);
        var stage = new Stage(world);
        var random = new Random(seed);
        var noise = new byte[3_000];
        byte[] last = [];
        world.Network.Lose = (datagram, _) =>
        {
            last = datagram;
            return false;
        };
        var source = new MessageSource(stage.Publication, 1_000);
        var sink = new MessageSink(1_000);
        world.RunUntil(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                world.Network.Inject(Noise(random, noise, last, stage.Publication.SessionId), Stranger, i % 2 == 0 ? Endpoint : stage.Sender);
            }

            source.Offer(500, atMost: 1);
            stage.Subscription.Poll(sink.Handler, 10);
            return sink.Next == 500;
        });
        var counters = stage.ReceiverEndpoint.Counters;
        Assert.True(counters[AeronCounter.ShortDatagrams] > 0 && counters[AeronCounter.BadVersions] > 0 && counters[AeronCounter.UnknownFrames] > 0);
        Assert.InRange(stage.Subscription.Images.Count, 1, 32);
    }

    [Fact]
    public void Flood_of_sessions_costs_no_more_than_the_limits()
    {
        using var world = new World(5);
        var stage = new Stage(world);
        for (var i = 0; i < 3_000; i++)
        {
            world.Network.Inject(stage.Setup(sessionId: i), Stranger, Endpoint);
            world.Network.Inject(With(stage.Data(0, 32), 15, (byte)(stage.Publication.SessionId >> 24 ^ (1 + (i % 255)))), Stranger, Endpoint);
            world.Step();
        }

        Assert.Equal(32, stage.Subscription.Images.Count);
        Assert.True(stage.ReceiverEndpoint.Counters[AeronCounter.SessionsRefused] > 0);
        stage.AssertStillWorks();
        world.RunUntil(() => stage.Subscription.Poll(static (_, in _) => { }, 1) == 0 && stage.Subscription.Images.Count == 1);
    }

    // Whole noise, or a real datagram of another session with a few bytes changed: a mangled frame of the same session is beyond what a
    // receiver without a checksum of its own can tell.
    private static byte[] Noise(Random random, byte[] noise, byte[] real, int session)
    {
        var datagram = random.Next(3) switch
        {
            0 => noise.AsSpan(0, random.Next(noise.Length)).ToArray(),
            1 => noise.AsSpan(0, random.Next(64)).ToArray(),
            _ => (byte[])real.Clone(),
        };
        if (datagram.Length != real.Length || random.Next(2) == 0)
        {
            random.NextBytes(datagram);
            if (datagram.Length >= 8)
            {
                datagram[4] = (byte)(random.Next(8) == 0 ? 1 : 0);
                MemoryMarshal.Write(datagram.AsSpan(6), (short)random.Next(-1, 12));
            }
        }

        for (var i = 0; i < 3 && datagram.Length > 0; i++)
        {
            datagram[random.Next(datagram.Length)] = (byte)random.Next(256);
        }

        foreach (var offset in (ReadOnlySpan<int>)[8, 12])
        {
            if (datagram.Length >= offset + 4 && MemoryMarshal.Read<int>(datagram.AsSpan(offset)) == session)
            {
                datagram[offset] ^= 0x55;
            }
        }

        return datagram;
    }

    private static byte[] With(byte[] datagram, int offset, byte value)
    {
        var changed = (byte[])datagram.Clone();
        changed[offset] = value;
        return changed;
    }

    /// <summary>A connected pair, and frames made for it.</summary>
    private sealed class Stage
    {
        private readonly World _world;
        private readonly AeronEndpoint _sender;
        private int _initialTermId;

        public Stage(World world)
        {
            _world = world;
            _sender = world.AddEndpoint(out var host);
            _initialTermId = 100;
            Publication = _sender.AddPublication(World.Channel + "|init-term-id=100", World.Stream);
            ReceiverEndpoint = world.AddEndpoint();
            Subscription = ReceiverEndpoint.AddSubscription(World.Channel, World.Stream);
            world.RunUntil(() => Publication.IsConnected && Subscription.IsConnected);
            Sender = host.Transports[0].LocalAddress;
        }

        public Publication Publication { get; }

        public Subscription Subscription { get; }

        public AeronEndpoint ReceiverEndpoint { get; }

        public DatagramAddress Sender { get; }

        public static byte[] Bytes<T>(T frame, int length)
            where T : unmanaged
        {
            var bytes = new byte[length];
            MemoryMarshal.Write(bytes, frame);
            return bytes;
        }

        public byte[] Data(int position, int payloadLength) => Bytes(
            new DataHeader
            {
                Frame = new FrameHeader(DataHeader.Length + payloadLength, FrameFlags.Unfragmented, FrameType.Data),
                TermOffset = position & 0xFFFF,
                SessionId = Publication.SessionId,
                StreamId = World.Stream,
                TermId = _initialTermId + (position >> 16),
            },
            DataHeader.Length + payloadLength);

        public byte[] Setup(int? sessionId = null, int mtu = 1408, int termLength = 65_536, int termOffset = 0, int activeTermId = 0) => Bytes(
            new SetupFrame
            {
                Frame = new FrameHeader(SetupFrame.Length, 0, FrameType.Setup),
                TermOffset = termOffset,
                SessionId = sessionId ?? ++_initialTermId,
                StreamId = World.Stream,
                ActiveTermId = activeTermId,
                TermLength = termLength,
                Mtu = mtu,
            },
            SetupFrame.Length);

        public byte[] StatusMessage(int offset, int window) => Bytes(
            new StatusMessageFrame
            {
                Frame = new FrameHeader(StatusMessageFrame.Length, 0, FrameType.StatusMessage),
                SessionId = Publication.SessionId,
                StreamId = World.Stream,
                ConsumptionTermId = 100,
                ConsumptionTermOffset = offset,
                ReceiverWindow = window,
            },
            StatusMessageFrame.Length);

        public byte[] Nak(int offset, int length) => Bytes(
            new NakFrame
            {
                Frame = new FrameHeader(NakFrame.FrameLength, 0, FrameType.Nak),
                SessionId = Publication.SessionId,
                StreamId = World.Stream,
                TermId = 100,
                TermOffset = offset,
                Length = length,
            },
            NakFrame.FrameLength);

        public void Receive(AeronCounter counter, byte[] datagram) => Count(ReceiverEndpoint, Endpoint, counter, datagram);

        public void Answer(AeronCounter counter, byte[] datagram) => Count(_sender, Sender, counter, datagram);

        public void AssertStillWorks()
        {
            _world.Network.Lose = null;
            var received = 0;
            var offered = false;
            _world.RunUntil(() =>
            {
                offered |= !offered && Publication.Offer([1, 2, 3]) > 0;
                Subscription.Poll((payload, in _) => received += payload.Length == 3 ? 1 : 0, 10);
                return received == 1;
            });
        }

        private void Count(AeronEndpoint endpoint, DatagramAddress destination, AeronCounter counter, byte[] datagram)
        {
            var before = endpoint.Counters[counter];
            _world.Network.Inject(datagram, Stranger, destination);
            _world.RunFor(TimeSpan.FromMilliseconds(1));
            Assert.True(endpoint.Counters[counter] == before + 1, $"{counter} didn't count one.");
        }
    }
}
