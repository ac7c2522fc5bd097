using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using TpWallet.Replication.Sealing;
using TpWallet.Replication.Transport;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Tests.Transport;

/// <summary>Members on real sockets of this machine, all driven by the test's thread. A message is a header and a number, and random bytes.</summary>
internal sealed class TransportGroup : IDisposable
{
    public const int LengthMin = MessageHeader.Size + sizeof(int);
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);
    private readonly Dictionary<NodeId, AeronNetwork> _networks = [];
    private readonly Dictionary<NodeId, List<(NodeId From, byte[] Message)>> _arrived = [];

    public TransportGroup(int members = 3)
    {
        Members = Enumerable.Range(1, members).ToDictionary(static number => new NodeId((ushort)number), static _ => FreeEndPoint());
        foreach (var node in Members.Keys)
        {
            _arrived[node] = [];
        }
    }

    public static GroupKey Key { get; } = new(1, Enumerable.Repeat((byte)11, GroupKey.Length).ToArray());

    public Dictionary<NodeId, IPEndPoint> Members { get; }

    /// <summary>Changes what a member is started with.</summary>
    public Func<TransportOptions, TransportOptions> Configure { get; set; } = static options => options;

    /// <summary>Members that don't take what has arrived.</summary>
    public HashSet<NodeId> Busy { get; } = [];

    public AeronNetwork this[NodeId node] => _networks[node];

    public static IPEndPoint FreeEndPoint()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>The members' addresses as one of them is told them, when lines lie between the first two.</summary>
    public Dictionary<NodeId, IPEndPoint> SeenBy(NodeId node, IPEndPoint wayToTwo, IPEndPoint wayToOne)
    {
        NodeId one = new(1), two = new(2);
        var seen = new Dictionary<NodeId, IPEndPoint>(Members);
        if (node == one)
        {
            seen[two] = wayToTwo;
        }
        else if (node == two)
        {
            seen[one] = wayToOne;
        }

        return seen;
    }

    public TransportGroup StartAll()
    {
        foreach (var node in Members.Keys)
        {
            Start(node);
        }

        Until(AllConnected, "all are connected");
        return this;
    }

    public AeronNetwork Start(NodeId node) =>
        _networks[node] = new AeronNetwork(Configure(new TransportOptions { Node = node, Members = Members, Key = Key }));

    public void Stop(NodeId node)
    {
        _networks[node].Dispose();
        _networks.Remove(node);
    }

    public bool AllConnected() =>
        _networks.All(network => Members.Keys.All(other => other == network.Key || network.Value.IsConnected(other)));

    /// <summary>What has arrived at a member since this was last asked.</summary>
    public IReadOnlyList<(NodeId From, byte[] Message)> Arrived(NodeId node)
    {
        var arrived = _arrived[node];
        _arrived[node] = [];
        return arrived;
    }

    public int ArrivedCount(NodeId node) => _arrived[node].Count;

    /// <summary>One round of every member's loop.</summary>
    public int Drive()
    {
        var work = 0;
        foreach (var (node, network) in _networks)
        {
            work += network.DoWork();
            work += Busy.Contains(node) ? 0 : network.Poll((from, message) => _arrived[node].Add((from, message.ToArray())), 100);
        }

        return work;
    }

    public void Until(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Generous, $"not within {Generous.TotalSeconds} s: {what}");
            if (Drive() == 0)
            {
                _networks.Values.First().Park(TimeSpan.FromMilliseconds(1));
            }
        }
    }

    public static byte[] Batch(int number, int length, Random random) => Message(MessageKind.Batch, number, length, random);

    public static byte[] Control(int number, int length, Random random) => Message(MessageKind.Heartbeat, number, length, random);

    public static int NumberOf(byte[] message) => MemoryMarshal.Read<int>(message.AsSpan(MessageHeader.Size));

    public void Dispose()
    {
        foreach (var network in _networks.Values)
        {
            network.Dispose();
        }
    }

    private static byte[] Message(MessageKind kind, int number, int length, Random random)
    {
        var message = new byte[length];
        random.NextBytes(message);
        MemoryMarshal.Write(message, new MessageHeader { Kind = kind });
        MemoryMarshal.Write(message.AsSpan(MessageHeader.Size), number);
        return message;
    }
}
