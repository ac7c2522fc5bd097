using TpWallet.Replication.Log;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication;

/// <summary>What all parts of one replica share: its constants, its outputs, its epoch and how far it is committed.</summary>
internal sealed class ReplicaContext(ReplicaOptions options, IReplicaLog log, INetwork network, IReplicaHost host, ProtocolRules rules)
{
    private readonly byte[] _buffer = new byte[MessageLimits.LengthMax];
    private ulong _sessions;

    public ReplicaOptions Options { get; } = options;

    public IReplicaLog Log { get; } = log;

    public IReplicaHost Host { get; } = host;

    public ProtocolRules Rules { get; } = rules;

    public ReplicaCounters Counters { get; } = new();

    public DurableTail Durable { get; } = new();

    public NodeId Self => Options.Node;

    public long NowMs { get; set; }

    public bool IsStopped { get; private set; }

    /// <summary>Whether the process doesn't apply what is committed.</summary>
    public bool IsHostStuck { get; set; }

    /// <summary>The newest epoch promised; the promise holds from the moment this is set, and is acted upon once it is durable.</summary>
    public ulong AcceptedEpoch { get; set; } = log.Recovered.AcceptedEpoch;

    /// <summary>The version of the view that outgoing messages carry.</summary>
    public ulong ViewVersion { get; set; }

    public LogPosition Committed { get; private set; } = log.Recovered.Committed;

    /// <summary>A number that no other join of any member's any run has used.</summary>
    public ulong NextSession()
    {
        // The upper bits differ from run to run; a run doesn't join a million times within the life of a delayed message.
        _sessions++;
        return (Options.Incarnation << 20) ^ _sessions;
    }

    public void Commit(in LogPosition position)
    {
        Committed = position;
        Log.AppendCommit(position);
        Host.Commit(position);
    }

    public void Stop(StopReason reason, string explanation)
    {
        if (!IsStopped)
        {
            IsStopped = true;
            Host.OnStopped(reason, explanation);
        }
    }

    public void Send(NodeId to, MessageKind kind) => Send(to, Header(kind), []);

    public void Send<T>(NodeId to, in MessageHeader header, in T body)
        where T : unmanaged => network.Send(to, _buffer.AsSpan(0, MessageCodec.Encode(_buffer, header, body)));

    public void Send(NodeId to, in MessageHeader header, ReadOnlySpan<byte> body) =>
        network.Send(to, _buffer.AsSpan(0, MessageCodec.Encode(_buffer, header, body)));

    public void Send(NodeId to, in MessageHeader header, Guid journalId, ReadOnlySpan<LogPosition> samples) =>
        network.Send(to, _buffer.AsSpan(0, MessageCodec.Encode(_buffer, header, journalId, samples)));

    public MessageHeader Header(MessageKind kind, ulong session = 0, MessageFlags flags = MessageFlags.None) => new()
    {
        Kind = kind,
        Version = MessageHeader.CurrentVersion,
        Flags = flags,
        SenderNumber = Self.Number,
        Epoch = AcceptedEpoch,
        ViewVersion = ViewVersion,
        Session = session,
    };

    /// <summary>Whether this log holds a position of somebody else's.</summary>
    public bool Holds(in LogPosition position) => Log.TryFindBoundary(position.Sequence, out var own) && own == position;
}
