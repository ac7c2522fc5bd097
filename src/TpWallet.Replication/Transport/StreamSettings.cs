using System.Net;
using TpWallet.Aeron;

namespace TpWallet.Replication.Transport;

/// <summary>The options of the transport as Aeron's.</summary>
internal sealed class StreamSettings(TransportOptions options)
{
    // Thousands of heartbeats, acknowledgements and notices.
    private const int ControlWindowBytes = 512 << 10;

    private const int SnapshotWindowBytes = 512 << 10;

    // A member that restarts has its new sessions beside those of its last run for a while, more than once if it restarts again.
    private const int SessionsPerStream = 4;

    private static readonly int StreamCount = Enum.GetValues<StreamKind>().Length;

    private readonly int _mtu = options.EffectiveMtu;

    /// <summary>
    /// Timers that find a member again soon after it returned, and give its last run up soon enough. Sessions may come back at once: what is late
    /// is sealed, and repeats are borne.
    /// </summary>
    public AeronOptions Aeron { get; } = new()
    {
        SocketReceiveBufferLength = options.SocketBufferBytes,
        SocketSendBufferLength = options.SocketBufferBytes,
        MaxImages = Math.Max(1, options.Members.Count - 1) * StreamCount * SessionsPerStream,
        MaxImageTermLength = TermLengthFor(Math.Max(options.WindowBytes, Math.Max(ControlWindowBytes, SnapshotWindowBytes))),
        SetupInterval = options.KeepAliveInterval,
        HeartbeatInterval = options.KeepAliveInterval,
        StatusMessageInterval = options.KeepAliveInterval,
        PendingSetupTimeout = options.KeepAliveInterval,
        SessionCooldown = options.KeepAliveInterval,
        ConnectionTimeout = options.ConnectionTimeout,
        ImageLivenessTimeout = options.ConnectionTimeout,
        PublicationLinger = TimeSpan.Zero,
    };

    public string ChannelTo(IPEndPoint address, StreamKind stream)
    {
        var window = stream switch
        {
            StreamKind.Control => ControlWindowBytes,
            StreamKind.Batches => options.WindowBytes,
            StreamKind.Snapshots => SnapshotWindowBytes,
            _ => throw new ArgumentOutOfRangeException(nameof(stream)),
        };
        return $"aeron:udp?endpoint={address}|mtu={_mtu}|term-length={TermLengthFor(window)}|rcv-wnd={window}|pub-wnd={window}";
    }

    /// <summary>A window is at most half a term, and a datagram an eighth; four windows keep what is sent again away from what is cleared.</summary>
    private static int TermLengthFor(int window) => Math.Max(1 << 20, 4 * window);
}
