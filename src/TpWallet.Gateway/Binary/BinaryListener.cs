using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using TpWallet.Disruptor;
using TpWallet.Gateway.Connections;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Binary;

/// <summary>Listens for clients of the binary protocol.</summary>
public sealed class BinaryListener : StreamListener
{
    /// <summary>Prepares a listener; nothing is bound yet.</summary>
    /// <param name="options">Where to listen, and the limits.</param>
    /// <param name="ring">Where requests go.</param>
    /// <param name="sessions">The sessions of the switch, the same that its Respond stage has.</param>
    /// <param name="identity">What clients are told about the switch.</param>
    /// <param name="loggerFactory">Where connections are logged, never payments.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The address is not loopback and that was not allowed.</exception>
    public BinaryListener(BinaryListenerOptions options, RingBuffer<Slot> ring, SessionRegistry sessions, SwitchIdentity identity,
        ILoggerFactory loggerFactory)
        : base(options, "Binary", AcceptorOf(options, ring, sessions, identity, loggerFactory), loggerFactory)
    {
    }

    private static ConnectionAcceptor AcceptorOf(BinaryListenerOptions options, RingBuffer<Slot> ring, SessionRegistry sessions,
        SwitchIdentity identity, ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        options.Validate();
        var logger = loggerFactory.CreateLogger<BinaryListener>();
        BinarySession Make(ConnectionContext connection) => new(connection, ring, sessions, options, identity, logger);
        return new ConnectionAcceptor(sessions, options.MaxConnections, Make, NoCapacity(sessions), logger);
    }

    /// <summary>What a client is told that finds no place; it fits the socket's empty buffer, so the close that follows can't hang on it.</summary>
    private static Func<byte[]> NoCapacity(SessionRegistry sessions) => () =>
    {
        sessions.Counters.AddError(ProtocolErrorCode.NoCapacity);
        var frame = new byte[FrameTypes.LengthOf(FrameType.Error)];
        new ErrorFrame(new ProtocolFault(ProtocolErrorCode.NoCapacity, 0)).TryWrite(frame, correlation: 0);
        return frame;
    };
}
