using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using TpWallet.Disruptor;
using TpWallet.Gateway.Connections;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;

namespace TpWallet.Gateway.Iso8583;

/// <summary>Listens for one acquirer that speaks ISO 8583.</summary>
public sealed class IsoListener : StreamListener
{
    /// <summary>Prepares a listener; nothing is bound yet.</summary>
    /// <param name="options">Where to listen, for whom, by which profile, and the limits.</param>
    /// <param name="ring">Where requests go.</param>
    /// <param name="sessions">The sessions of the switch, the same that its Respond stage has.</param>
    /// <param name="records">What the switch's links remember together.</param>
    /// <param name="loggerFactory">Where connections are logged, never payments.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The address is not loopback and that was not allowed.</exception>
    public IsoListener(IsoListenerOptions options, RingBuffer<Slot> ring, SessionRegistry sessions, IsoRecords records, ILoggerFactory loggerFactory)
        : base(options, "ISO 8583", AcceptorOf(options, ring, sessions, records, loggerFactory), loggerFactory)
    {
    }

    private static ConnectionAcceptor AcceptorOf(IsoListenerOptions options, RingBuffer<Slot> ring, SessionRegistry sessions, IsoRecords records,
        ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        options.Validate();
        var logger = loggerFactory.CreateLogger<IsoListener>();
        var link = new IsoLink(options, records, sessions.Counters, sessions.Time);
        IsoSession Make(ConnectionContext connection) => new(connection, ring, sessions, link, logger);
        return new ConnectionAcceptor(sessions, options.MaxConnections, Make, static () => [], logger);
    }
}
