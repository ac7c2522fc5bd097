using System.Net;
using System.Net.Sockets;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Server.Iso8583;

/// <summary>A client's connection that speaks ISO 8583: one frame out, one frame in.</summary>
internal sealed class IsoConnection : IDisposable
{
    private readonly NetworkStream _stream;

    private IsoConnection(Socket socket, IsoProfile profile)
    {
        Profile = profile;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>The profile of the link.</summary>
    public IsoProfile Profile { get; }

    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<IsoConnection> ConnectAsync(IPEndPoint endpoint, IsoProfile profile, CancellationToken cancellationToken)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
            return new IsoConnection(socket, profile);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends bytes as they are.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _stream.WriteAsync(bytes, cancellationToken);

    /// <summary>The next frame; null when the other side has closed.</summary>
    /// <exception cref="FormatException">What came is no frame of the profile.</exception>
    public async Task<byte[]?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var framing = Profile.Framing;
        var start = new byte[framing.LengthBytes];
        try
        {
            var read = await _stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (read < start.Length)
            {
                return null;
            }
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }

        if (!framing.TryReadLength(start, out var frameBytes))
        {
            throw new FormatException($"the length {Convert.ToHexString(start)} is none of profile {Profile.Name}");
        }

        var frame = new byte[frameBytes];
        start.CopyTo(frame, 0);
        await _stream.ReadExactlyAsync(frame.AsMemory(start.Length), cancellationToken).ConfigureAwait(false);
        return frame;
    }

    /// <summary>Signs on.</summary>
    /// <returns>The answer's response code; null when there was none.</returns>
    public async Task<string?> SignOnAsync(CancellationToken cancellationToken)
    {
        var message = ManagementMessage.Compose(Profile, NetworkFunction.SignOn, trace: 1);
        await SendAsync(message.ToFrame(Profile), cancellationToken).ConfigureAwait(false);
        return await ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } frame
            ? MessageText.ReadFrame(Profile, frame, out _).Fields.GetValueOrDefault(IsoResponseCodes.Field) : null;
    }

    public void Dispose() => _stream.Dispose();
}
