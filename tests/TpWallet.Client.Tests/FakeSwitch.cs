using System.Net;
using System.Net.Sockets;
using TpWallet.Protocol.Binary;

namespace TpWallet.Client.Tests;

/// <summary>A listener on loopback whose sessions do what a test tells them, frame by frame.</summary>
internal sealed class FakeSwitch : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    public static readonly Guid LedgerId = new("0197a3c0-1111-7222-8333-444455556666");

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public FakeSwitch()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>A sign-on's answer with timeouts that no test reaches by accident.</summary>
    public static SignedOn Welcome(uint window = 16) => new()
    {
        Version = BinaryProtocol.Version,
        Durability = Durability.Memory,
        Participant = 7,
        GrantedWindow = window,
        HeartbeatIntervalMs = 3_600_000,
        IdleTimeoutMs = 7_200_000,
        LedgerId = LedgerId,
    };

    public ClientOptions Options() => new()
    {
        Port = Port,
        Participant = 7,
        ReconnectDelayMin = TimeSpan.FromMilliseconds(1),
        RequestDeadline = Patience,
    };

    public async Task<FakeSession> AcceptAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return new FakeSession(await _listener.AcceptAsync(patience.Token));
    }

    /// <summary>Accepts on the calling thread: the session's socket is a blocking one.</summary>
    public FakeSession Accept() => new(_listener.Accept());

    /// <summary>Accepts and answers the sign-on.</summary>
    public async Task<FakeSession> AcceptAsync(SignedOn welcome)
    {
        var session = await AcceptAsync();
        await session.ExpectAsync(FrameType.SignOn);
        await session.SendAsync(welcome);
        return session;
    }

    /// <summary>A client and its first session.</summary>
    public async Task<(AcquirerClient Client, FakeSession Session)> ConnectAsync(ClientOptions? options = null, SignedOn? welcome = null)
    {
        var accepting = AcceptAsync(welcome ?? Welcome());
        var client = await AcquirerClient.ConnectAsync(options ?? Options());
        return (client, await accepting);
    }

    public void Dispose() => _listener.Dispose();
}
