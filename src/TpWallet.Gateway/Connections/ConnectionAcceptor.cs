using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using TpWallet.Gateway.Sessions;

namespace TpWallet.Gateway.Connections;

/// <summary>Makes a session of each accepted connection, or refuses it when there are enough.</summary>
/// <param name="sessions">The sessions of the switch.</param>
/// <param name="maxConnections">How many connections this listener may have.</param>
/// <param name="make">A session for a connection.</param>
/// <param name="refusal">What a client is sent that finds no place; may be nothing.</param>
/// <param name="logger">Where refusals are logged.</param>
internal sealed class ConnectionAcceptor(SessionRegistry sessions, int maxConnections, Func<ConnectionContext, ConnectionSession> make,
    Func<byte[]> refusal, ILogger logger) : ConnectionHandler
{
    private int _connections;

    public int Connections => Volatile.Read(ref _connections);

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        sessions.Counters.Add(GatewayCounter.ConnectionsAccepted);
        var connections = Interlocked.Increment(ref _connections);
        try
        {
            var session = make(connection);
            if (connections > maxConnections || !sessions.TryAdd(session))
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

    private async ValueTask RefuseAsync(ConnectionContext connection)
    {
        sessions.Counters.Add(GatewayCounter.ConnectionsRefused);
        logger.LogDebug("Connection refused: {Connections} are open, {Sessions} sessions exist", Connections, sessions.Count);
        connection.Transport.Output.Write(refusal());
        await connection.Transport.Output.CompleteAsync();
    }
}
