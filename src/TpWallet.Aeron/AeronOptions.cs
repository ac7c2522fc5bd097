using TpWallet.Aeron.Time;
using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron;

/// <summary>The settings of an endpoint. The defaults are those of a standard media driver.</summary>
public sealed record AeronOptions
{
    /// <summary>The clock of all timers.</summary>
    public INanoClock Clock { get; init; } = SystemNanoClock.Instance;

    /// <summary>The network; by default the machine's UDP. The endpoint disposes of it.</summary>
    public IDatagramNetwork? Network { get; init; }

    /// <summary>Where session, receiver and initial term ids come from. Give a seeded one to repeat a run exactly.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>How far a receiver lets a publisher be ahead of what it has consumed, bytes; never more than half a term.</summary>
    public int ReceiverWindow { get; init; } = 128 * 1024;

    /// <summary>
    /// How far a publisher may append beyond what was sent, bytes; never more than half a term. A short way keeps what is sent in the
    /// processor's cache.
    /// </summary>
    public int PublicationWindow { get; init; } = 512 * 1024;

    /// <summary>The most images that this endpoint's subscriptions follow together.</summary>
    public int MaxImages { get; init; } = 32;

    /// <summary>The longest term of a publisher that is followed, bytes; an image takes three times that.</summary>
    public int MaxImageTermLength { get; init; } = 64 * 1024 * 1024;

    /// <summary>The kernel's receive buffer of a socket, bytes, unless its channel names another.</summary>
    public int SocketReceiveBufferLength { get; init; } = 2 * 1024 * 1024;

    /// <summary>The kernel's send buffer of a socket, bytes, unless its channel names another.</summary>
    public int SocketSendBufferLength { get; init; } = 1024 * 1024;

    /// <summary>How often a publication repeats SETUP until a receiver answers.</summary>
    public TimeSpan SetupInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a publication sends nothing before it sends a heartbeat.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long without a status message a publication still counts as connected.</summary>
    public TimeSpan ConnectionTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a closed publication serves retransmissions when its receiver doesn't say that it is done.</summary>
    public TimeSpan PublicationLinger { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after a retransmission NAKs of the same range are ignored.</summary>
    public TimeSpan RetransmitLinger { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How often an image sends a status message even though nothing was consumed.</summary>
    public TimeSpan StatusMessageInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a gap is left alone before the first NAK.</summary>
    public TimeSpan NakDelay { get; init; } = TimeSpan.FromMicroseconds(1);

    /// <summary>How often the NAK of a gap is repeated.</summary>
    public TimeSpan NakInterval { get; init; } = TimeSpan.FromMicroseconds(100);

    /// <summary>How long a receiver waits for a SETUP that it asked for before it asks again.</summary>
    public TimeSpan PendingSetupTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long without a datagram an image lives.</summary>
    public TimeSpan ImageLivenessTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an ended session's datagrams are ignored, before it may be followed again.</summary>
    public TimeSpan SessionCooldown { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Checks that every setting is in its range.</summary>
    /// <exception cref="ArgumentException">One isn't; the message names it.</exception>
    internal void Validate()
    {
        Require(ReceiverWindow >= 64, nameof(ReceiverWindow));
        Require(PublicationWindow >= 64, nameof(PublicationWindow));
        Require(MaxImages > 0, nameof(MaxImages));
        Require(MaxImageTermLength >= Logs.TermGeometry.MinTermLength, nameof(MaxImageTermLength));
        Require(SocketReceiveBufferLength > 0, nameof(SocketReceiveBufferLength));
        Require(SocketSendBufferLength > 0, nameof(SocketSendBufferLength));
        Require(SetupInterval > TimeSpan.Zero, nameof(SetupInterval));
        Require(HeartbeatInterval > TimeSpan.Zero, nameof(HeartbeatInterval));
        Require(ConnectionTimeout > TimeSpan.Zero, nameof(ConnectionTimeout));
        Require(PublicationLinger >= TimeSpan.Zero, nameof(PublicationLinger));
        Require(RetransmitLinger >= TimeSpan.Zero, nameof(RetransmitLinger));
        Require(StatusMessageInterval > TimeSpan.Zero, nameof(StatusMessageInterval));
        Require(NakDelay >= TimeSpan.Zero, nameof(NakDelay));
        Require(NakInterval > TimeSpan.Zero, nameof(NakInterval));
        Require(PendingSetupTimeout > TimeSpan.Zero, nameof(PendingSetupTimeout));
        Require(ImageLivenessTimeout > TimeSpan.Zero, nameof(ImageLivenessTimeout));
        Require(SessionCooldown >= TimeSpan.Zero, nameof(SessionCooldown));
    }

    private static void Require(bool holds, string setting)
    {
        if (!holds)
        {
            throw new ArgumentException($"The setting {setting} of an Aeron endpoint is out of range.", setting);
        }
    }
}
