using System.Net.Sockets;
using System.Runtime.InteropServices;
using TpWallet.Aeron;
using TpWallet.Aeron.Publications;
using TpWallet.Replication.Sealing;
using TpWallet.Replication.Transport;

namespace TpWallet.Replication.Tests.Transport;

/// <summary>What strangers on the network can do to a member: be counted.</summary>
public sealed class ForgeryTests : IDisposable
{
    private static readonly NodeId One = new(1), Two = new(2);
    private static readonly GroupKey NewKey = new(2, Enumerable.Repeat((byte)22, GroupKey.Length).ToArray());
    private readonly TransportGroup _group = new(members: 2);
    private readonly Random _random = new(3);

    public void Dispose() => _group.Dispose();

    [Fact]
    public void Message_under_another_key_is_dropped_and_counted()
    {
        var forged = new GroupKey(TransportGroup.Key.Id, new byte[GroupKey.Length]);
        _group.Configure = options => options.Node == One ? options with { Key = forged } : options;
        _group.StartAll();

        _group[One].Send(Two, TransportGroup.Batch(1, 50_000, _random));
        _group.Until(() => _group[Two].Counters.SealFailures == 4, "every datagram is refused");

        Assert.Equal(0, _group[Two].Counters.MessagesReceived);
    }

    [Fact]
    public void Keys_are_changed_member_by_member()
    {
        _group.Configure = options => options.Node == One ? options with { Key = NewKey } : options with { AcceptedKeys = [NewKey] };
        _group.StartAll();

        _group[One].Send(Two, TransportGroup.Control(1, 100, _random));
        _group.Until(() => _group.ArrivedCount(Two) == 1, "the new key is accepted");
        _group[Two].Send(One, TransportGroup.Control(2, 100, _random));
        _group.Until(() => _group[One].Counters.SealFailures == 1, "the old key isn't");
    }

    [Fact]
    public void Unsealed_messages_are_dropped_and_counted()
    {
        _group.StartAll();
        using var stranger = new AeronEndpoint();
        var publication = stranger.AddPublication($"aeron:udp?endpoint={_group.Members[Two]}|term-length=1m", (int)StreamKind.Control);

        Publish(stranger, publication, TransportGroup.Control(1, 100, _random));
        Publish(stranger, publication, []);
        _group.Until(() => stranger.DoWork() >= 0 && _group[Two].Counters.SealFailures == 2, "both are refused");

        Assert.Equal(0, _group.ArrivedCount(Two));
    }

    [Fact]
    public void Message_for_one_member_is_none_for_another_and_a_repeat_is_what_it_was()
    {
        using var tap = new AeronEndpoint();
        var heard = new List<byte[]>();
        var listener = tap.AddSubscription($"aeron:udp?endpoint={_group.Members[One]}", (int)StreamKind.Control);
        _group.Start(Two);
        _group.Until(() => tap.DoWork() >= 0 && listener.Poll((_, in _) => { }, 10) >= 0 && listener.IsConnected, "the tap is connected");
        _group.Until(
            () =>
            {
                _group[Two].Send(One, TransportGroup.Control(1, 100, _random));
                _ = tap.DoWork();
                return listener.Poll((payload, in _) => heard.Add(payload.ToArray()), 10) > 0;
            },
            "the tap has a message of node-2 to node-1");

        var publication = tap.AddPublication($"aeron:udp?endpoint={_group.Members[Two]}|term-length=1m", (int)StreamKind.Control);
        Publish(tap, publication, heard[0]);
        _group.Until(() => tap.DoWork() >= 0 && _group[Two].Counters.SealFailures == 1, "node-2 doesn't take it back");

        listener.Dispose();
        _group.Until(() => tap.DoWork() >= 0 && IsFree(), "the address is free again");
        _group.Start(One);
        var replayed = tap.AddPublication($"aeron:udp?endpoint={_group.Members[One]}|term-length=1m", (int)StreamKind.Control);
        Publish(tap, replayed, heard[0]);
        Publish(tap, replayed, heard[0]);
        _group.Until(() => tap.DoWork() >= 0 && _group.ArrivedCount(One) == 2, "node-1 takes it, twice");

        Assert.All(_group.Arrived(One), static message => Assert.Equal((Two, 1), (message.From, TransportGroup.NumberOf(message.Message))));
    }

    [Fact]
    public void Random_datagrams_do_no_harm()
    {
        _group.StartAll();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 5_000; round++)
        {
            socket.SendTo(Datagram(random), _group.Members[Two]);
            if (round % 20 == 0)
            {
                _group.Drive();
            }
        }

        _group[One].Send(Two, TransportGroup.Batch(1, 300_000, _random));
        _group.Until(() => _group.Arrived(Two).Any(static message => message.From == One), $"the group goes on; seed {seed}");
    }

    /// <summary>Bytes that often begin like a frame of Aeron: version 0, a type that exists, a length that could be.</summary>
    private static byte[] Datagram(Random random)
    {
        var datagram = new byte[random.Next(300)];
        random.NextBytes(datagram);
        if (datagram.Length >= 32 && random.Next(4) != 0)
        {
            MemoryMarshal.Write(datagram, random.Next(2) == 0 ? datagram.Length : random.Next(-1, 400));
            datagram[4] = 0;
            MemoryMarshal.Write(datagram.AsSpan(6), (ushort)random.Next(7));
            MemoryMarshal.Write(datagram.AsSpan(16), random.Next(4));
        }

        return datagram;
    }

    private void Publish(AeronEndpoint endpoint, Publication publication, byte[] message) =>
        _group.Until(() => endpoint.DoWork() >= 0 && publication.Offer(message) > 0, "the stranger's message is on its way");

    private bool IsFree()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(_group.Members[One]);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
