using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Binary;

/// <summary>Makes a session of each accepted connection, or refuses it when there are enough.</summary>
internal sealed class BinaryConnectionHandler(RingBuffer<Slot> ring, SessionRegistry sessions, BinaryListenerOptions options,
    SwitchIdentity identity, ILogger logger) : ConnectionHandler
{
    private int _connections;

    public int Connections => Volatile.Read(ref _connections);

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        sessions.Counters.Add(GatewayCounter.ConnectionsAccepted);
        var connections = Interlocked.Increment(ref _connections);
        try
        {
            var session = new BinarySession(connection, ring, sessions, options, identity, logger);
            if (connections > options.MaxConnections || !sessions.TryAdd(session))
            {
                await RefuseAsync(connection);
                return;
            }

            await session.RunAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    /// <summary>The frame fits the socket's empty buffer, so the close that follows can't hang on the client.</summary>
    private async ValueTask RefuseAsync(ConnectionContext connection)
    {
        sessions.Counters.Add(GatewayCounter.ConnectionsRefused);
        sessions.Counters.AddError(ProtocolErrorCode.NoCapacity);
        logger.LogDebug("Connection refused: {Connections} are open, {Sessions} sessions exist", Connections, sessions.Count);
        var output = connection.Transport.Output;
        new ErrorFrame(new ProtocolFault(ProtocolErrorCode.NoCapacity, 0))
            .TryWrite(output.GetSpan(FrameTypes.LengthOf(FrameType.Error)), correlation: 0);
        output.Advance(FrameTypes.LengthOf(FrameType.Error));
        await output.CompleteAsync();
    }
}
