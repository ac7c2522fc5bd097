using TpWallet.Gateway.Connections;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Binary;

/// <summary>Options of a listener for the binary protocol.</summary>
public sealed record BinaryListenerOptions : ListenerOptions
{
    /// <summary>The usual port.</summary>
    public BinaryListenerOptions() => Port = BinaryProtocol.DefaultPort;

    /// <summary>The largest window that is granted, requests; 1 to 65,536.</summary>
    public int MaxWindow { get; init; } = 4_096;

    /// <summary>How long a connection may take to sign on; 100 ms to 1 hour.</summary>
    public TimeSpan SignOnTimeout { get; init; } = TimeSpan.FromMilliseconds(BinaryProtocol.SignOnTimeoutMs);

    /// <summary>After how much silence of its own the server sends a heartbeat; 100 ms to 1 hour.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(BinaryProtocol.HeartbeatIntervalMsDefault);

    /// <summary>How long a client may take from one whole frame to the next; above <see cref="HeartbeatInterval"/>, to 1 hour.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMilliseconds(BinaryProtocol.IdleTimeoutMsDefault);

    private protected override string Protocol => "The binary protocol";

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionRange.Check(MaxWindow, (int)BinaryProtocol.WindowMin, (int)BinaryProtocol.WindowMax, nameof(MaxWindow));
        OptionRange.Check(SignOnTimeout, TimeoutMin, TimeoutMax, nameof(SignOnTimeout));
        OptionRange.Check(HeartbeatInterval, TimeoutMin, TimeoutMax, nameof(HeartbeatInterval));
        OptionRange.Check(IdleTimeout, HeartbeatInterval + TimeSpan.FromMilliseconds(1), TimeoutMax, nameof(IdleTimeout));
    }
}
