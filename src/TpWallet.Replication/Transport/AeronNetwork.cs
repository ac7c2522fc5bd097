using System.Net.Sockets;
using System.Runtime.InteropServices;
using TpWallet.Aeron;
using TpWallet.Aeron.Channels;
using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Subscriptions;
using TpWallet.Replication.Sealing;
using TpWallet.Replication.Snapshots;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Transport;

/// <summary>
/// Carries the messages of a <see cref="Replica"/> between members over Aeron, every datagram's share of them sealed by itself. It has no thread:
/// the one that owns the replica sends, polls, drives the event loop (<see cref="DoWork"/>) and waits in it (<see cref="Park"/>); any other may
/// <see cref="Wake"/> it and read the counters.
/// </summary>
public sealed class AeronNetwork : INetwork, IDisposable
{
    private readonly AeronEndpoint _endpoint;
    private readonly MessageSealer _sealer;
    private readonly Member[] _members;
    private readonly Subscription _control;
    private readonly Subscription _batches;
    private readonly Subscription _snapshots;
    private readonly FragmentHandler _onControl;
    private readonly FragmentHandler _onBatch;
    private readonly FragmentHandler _onSnapshot;
    private readonly MessageHandler _toSnapshots;
    private readonly byte[] _opened = new byte[AeronChannel.MaxMtu];
    private MessageHandler? _handler;
    private int _wakeRequested;
    private volatile bool _parked;

    /// <summary>Binds this member's address; the others are connected to as they come.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="TransportException">The address can't be bound.</exception>
    public AeronNetwork(TransportOptions options)
    {
        options.Validate();
        var streams = new StreamSettings(options);
        _endpoint = new AeronEndpoint(streams.Aeron);
        _sealer = new MessageSealer(options.Node, options.Key, options.AcceptedKeys);
        _onControl = (payload, in _) => OnFragment(payload, StreamKind.Control);
        _onBatch = (payload, in _) => OnFragment(payload, StreamKind.Batches);
        _onSnapshot = (payload, in _) => OnFragment(payload, StreamKind.Snapshots);
        _toSnapshots = OnSnapshotMessage;
        Self = options.Node;
        try
        {
            _control = Subscribe(options, streams, StreamKind.Control);
            _batches = Subscribe(options, streams, StreamKind.Batches);
            _snapshots = Subscribe(options, streams, StreamKind.Snapshots);
            _members = [.. options.Members.Where(member => member.Key != options.Node).Select(member => Connect(member.Key, streams))];
        }
        catch
        {
            Dispose();
            throw;
        }

        Member Connect(NodeId node, StreamSettings settings) => new(
            node,
            Publish(node, settings, StreamKind.Control, null),
            Publish(node, settings, StreamKind.Batches, new Backlog(options.BacklogBytesMax)),
            Publish(node, settings, StreamKind.Snapshots, new Backlog(2 * SnapshotCodec.LengthMax)));

        MemberStream Publish(NodeId node, StreamSettings settings, StreamKind kind, Backlog? backlog) => new(
            _endpoint,
            _endpoint.AddPublication(settings.ChannelTo(options.Members[node], kind), (int)kind),
            node,
            _sealer,
            backlog,
            Counters);
    }

    /// <summary>What it has met.</summary>
    public TransportCounters Counters { get; } = new();

    /// <summary>What Aeron has met below.</summary>
    public AeronCounters AeronCounters => _endpoint.Counters;

    internal NodeId Self { get; }

    /// <summary>Who takes the messages about snapshots.</summary>
    internal ISnapshotPeer? Snapshots { get; set; }

    /// <summary>Whether a member was heard within the connection timeout. Any thread.</summary>
    public bool IsConnected(NodeId node) => Find(node) is { Control.IsConnected: true, Batches.IsConnected: true };

    /// <inheritdoc/>
    /// <remarks>Batches wait, up to a bound, for a member that is behind; other messages don't. What isn't for another member is an error.</remarks>
    public void Send(NodeId receiver, ReadOnlySpan<byte> message)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Length, MessageLimits.LengthMax, nameof(message));
        var member = Find(receiver) ?? throw new ArgumentException($"{receiver} is no other member of this group.", nameof(receiver));
        var isBatch = MemoryMarshal.TryRead(message, out MessageHeader header) && header.Kind == MessageKind.Batch;
        (isBatch ? member.Batches : member.Control).Send(message);
    }

    /// <summary>Moves datagrams and sends what waited. Never waits itself.</summary>
    /// <returns>How much was done; 0: there was nothing to do.</returns>
    public int DoWork()
    {
        var work = 0;
        foreach (var member in _members)
        {
            work += member.Batches.Flush() + member.Snapshots.Flush();
        }

        return work + (Snapshots?.DoWork() ?? 0) + _endpoint.DoWork();
    }

    /// <summary>Hands over what has arrived and can be opened, control messages first.</summary>
    /// <param name="handler">Takes the messages; it may send.</param>
    /// <param name="limit">The most fragments to take of each stream; one is at most a datagram.</param>
    /// <returns>How many were taken.</returns>
    public int Poll(MessageHandler handler, int limit)
    {
        _handler = handler;
        var taken = _control.Poll(_onControl, limit) + _batches.Poll(_onBatch, limit);
        _handler = _toSnapshots;
        return taken + _snapshots.Poll(_onSnapshot, limit);
    }

    /// <summary>
    /// Waits until a datagram arrives, a timer is due, <see cref="Wake"/> was called since the last wait, or the time is over. To be called only
    /// after <see cref="DoWork"/> and <see cref="Poll"/> found nothing.
    /// </summary>
    /// <param name="timeout">The longest wait.</param>
    public void Park(TimeSpan timeout)
    {
        // Either the waker sees the flag, or this thread sees what it asks for: both write one and then read the other behind a fence.
        _parked = true;
        if (Interlocked.Exchange(ref _wakeRequested, 0) == 0)
        {
            _endpoint.Park(timeout);

            // Whoever asked until here is answered by the return: the caller looks at everything next.
            Interlocked.Exchange(ref _wakeRequested, 0);
        }

        _parked = false;
    }

    /// <summary>Ends the wait in <see cref="Park"/>, or makes the next one return at once. Any thread; cheap while the other one works.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _wakeRequested, 1) == 0 && _parked)
        {
            _endpoint.Wake();
        }
    }

    /// <summary>Closes everything at once. The thread that drives it must have stopped doing so.</summary>
    public void Dispose()
    {
        _control?.Dispose();
        _batches?.Dispose();
        _snapshots?.Dispose();
        _endpoint.Dispose();
        _sealer.Dispose();
    }

    /// <summary>Whether a message about snapshots to that member need not wait, or is dropped.</summary>
    internal bool HasSnapshotRoom(NodeId receiver) => Find(receiver) is not { Snapshots.IsClear: false };

    internal void SendSnapshot(NodeId receiver, ReadOnlySpan<byte> message) => Find(receiver)?.Snapshots.Send(message);

    private void OnSnapshotMessage(NodeId from, ReadOnlySpan<byte> message)
    {
        if (Snapshots is null || !Snapshots.OnMessage(from, message))
        {
            Counters.SnapshotMessagesRefused++;
        }
    }

    private Subscription Subscribe(TransportOptions options, StreamSettings settings, StreamKind kind)
    {
        var address = options.Listen ?? options.Members[options.Node];
        try
        {
            return _endpoint.AddSubscription(settings.ChannelTo(address, kind), (int)kind);
        }
        catch (SocketException reason)
        {
            throw new TransportException($"{options.Node} can't take datagrams of the group on {address}: {reason.Message}", reason);
        }
    }

    private void OnFragment(ReadOnlySpan<byte> payload, StreamKind stream)
    {
        if (!_sealer.TryOpen(payload, _opened, out var opened))
        {
            Counters.SealFailures++;
            return;
        }

        var bytes = _opened.AsSpan(0, opened.Length);
        if (Find(opened.Sender) is not { } member)
        {
            Counters.Strangers++;
        }
        else if (opened.IsWhole)
        {
            HandOver(opened.Sender, bytes);
        }
        else if (!member.AssemblyOf(stream).TryAdd(opened, bytes))
        {
            Counters.FragmentsOutOfPlace++;
        }
        else if (member.AssemblyOf(stream) is { IsWhole: true } assembly)
        {
            HandOver(opened.Sender, assembly.Message);
        }
    }

    private void HandOver(NodeId from, ReadOnlySpan<byte> message)
    {
        Counters.MessagesReceived++;
        Counters.BytesReceived += message.Length;
        _handler!(from, message);
    }

    private Member? Find(NodeId node)
    {
        foreach (var member in _members)
        {
            if (member.Node == node)
            {
                return member;
            }
        }

        return null;
    }
}
