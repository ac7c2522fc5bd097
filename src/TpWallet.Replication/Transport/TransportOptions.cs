using System.Net;
using TpWallet.Replication.Sealing;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Transport;

/// <summary>How one member is reached by the others, and reaches them.</summary>
public sealed record TransportOptions
{
    /// <summary>The longest datagram between members on this machine, bytes.</summary>
    public const int LoopbackMtu = 16_384;

    /// <summary>The longest datagram between machines, bytes: what fits through a network that carries frames of 1500.</summary>
    public const int NetworkMtu = 1_408;

    /// <summary>This member.</summary>
    public required NodeId Node { get; init; }

    /// <summary>Where each member takes datagrams, this one included; up to <see cref="MessageLimits.MembersMax"/>.</summary>
    public required IReadOnlyDictionary<NodeId, IPEndPoint> Members { get; init; }

    /// <summary>The key to seal under.</summary>
    public required GroupKey Key { get; init; }

    /// <summary>Further keys to open under, while keys are changed member by member.</summary>
    public IReadOnlyList<GroupKey> AcceptedKeys { get; init; } = [];

    /// <summary>Where to listen, if not at the address under which the others know this member.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>The longest datagram that this member sends, bytes; a multiple of 32. Null: what suits the members' addresses.</summary>
    public int? Mtu { get; init; }

    /// <summary>How many bytes of batches may be on their way to a member that it hasn't taken yet; a power of two from 64 KiB to 64 MiB.</summary>
    public int WindowBytes { get; init; } = 1 << 20;

    /// <summary>How many bytes of batches may wait here for a member that is behind; more is dropped, and sent again by the protocol.</summary>
    public long BacklogBytesMax { get; init; } = 16 << 20;

    /// <summary>The kernel's buffers of a socket, bytes; the system may grant less.</summary>
    public int SocketBufferBytes { get; init; } = 4 << 20;

    /// <summary>After how long without a sign of life a member counts as away.</summary>
    public TimeSpan ConnectionTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a silent stream shows that it lives: within this time a member that returns is found.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    internal int EffectiveMtu => Mtu ?? (Members.Values.All(static address => IPAddress.IsLoopback(address.Address)) ? LoopbackMtu : NetworkMtu);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message says which.</exception>
    public void Validate()
    {
        if (Members.Count is 0 or > MessageLimits.MembersMax || !Members.ContainsKey(Node) || Members.Keys.Any(static member => member.IsNone))
        {
            throw new ArgumentException($"The members must be 1 to {MessageLimits.MembersMax}, {Node} among them.");
        }

        foreach (var (member, address) in Members)
        {
            if (address.Port == 0 || address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any))
            {
                throw new ArgumentException($"The address of {member}, {address}, isn't one that datagrams can be sent to.");
            }
        }

        if (Members.Values.Distinct().Count() != Members.Count)
        {
            throw new ArgumentException("Two members have the same address.");
        }

        if (Mtu is { } mtu && (mtu is < 256 or > Aeron.Channels.AeronChannel.MaxMtu || mtu % 32 != 0))
        {
            throw new ArgumentException($"The longest datagram must be a multiple of 32 from 256 to 65,504 bytes, not {mtu}.");
        }

        if (WindowBytes is < 1 << 16 or > 1 << 26 || !int.IsPow2(WindowBytes))
        {
            throw new ArgumentException($"The window must be a power of two from 64 KiB to 64 MiB, not {WindowBytes}.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(BacklogBytesMax, MessageLimits.LengthMax);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SocketBufferBytes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(KeepAliveInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(ConnectionTimeout, 4 * KeepAliveInterval);
    }
}
