using System.Net;
using System.Net.Sockets;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests.Support;

/// <summary>A frame as a client received it.</summary>
internal sealed record ReceivedFrame(FrameType Type, ulong Correlation, byte[] Body)
{
    public Reply Reply => ReplyFrame.TryRead(Body, out var reply) ? reply : throw new InvalidDataException($"{Type} has no reply.");

    public ErrorFrame Error => ErrorFrame.TryRead(Body, out var error) ? error : throw new InvalidDataException($"{Type} has no error.");

    public SignedOn SignedOn => SignedOn.TryRead(Body, out var signedOn) ? signedOn : throw new InvalidDataException($"{Type} is no sign-on.");
}

/// <summary>A bare socket that can send anything.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TestSwitch.Patience);
    private readonly NetworkStream _stream;

    private RawClient(Socket socket)
    {
        Socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public Socket Socket { get; }

    public static async Task<RawClient> ConnectAsync(IPEndPoint endPoint, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } bytes)
        {
            socket.ReceiveBufferSize = bytes;
        }

        await socket.ConnectAsync(endPoint);
        return new RawClient(socket);
    }

    public static byte[] SignOnFrame(SessionRole role, uint participant, uint window)
    {
        var bytes = new byte[FrameTypes.LengthOf(FrameType.SignOn)];
        Assert.True(new SignOn(role, participant, window).TryWrite(bytes, correlation: 99));
        return bytes;
    }

    public static byte[] PrefixFrame(FrameType type, ulong correlation)
    {
        var bytes = new byte[FramePrefix.Size];
        Assert.True(FramePrefix.TryWrite(bytes, type, correlation));
        return bytes;
    }

    public static byte[] RequestFrames(ulong firstCorrelation, int count, uint participant = 7, CommandFlags flags = CommandFlags.None)
    {
        var bytes = new byte[count * RequestFrame.Size];
        for (var index = 0; index < count; index++)
        {
            var correlation = firstCorrelation + (ulong)index;
            var command = new Command
            {
                Kind = CommandKind.Authorize,
                Version = Command.CurrentVersion,
                Flags = flags,
                Participant = participant,
                RequestId = new RequestId(correlation, 42),
                Amount = (long)correlation * 100,
                Currency = Currency.USD,
            };
            Assert.True(RequestFrame.TryWrite(bytes.AsSpan(index * RequestFrame.Size), command, correlation));
        }

        return bytes;
    }

    public async Task<SignedOn> SignOnAsync(SessionRole role, uint participant, uint window)
    {
        await SendAsync(SignOnFrame(role, participant, window));
        var frame = await ReadAsync();
        Assert.Equal(FrameType.SignedOn, frame.Type);
        return frame.SignedOn;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes, _patience.Token);

    public Task SendRequestsAsync(ulong firstCorrelation, int count, uint participant = 7, CommandFlags flags = CommandFlags.None) =>
        SendAsync(RequestFrames(firstCorrelation, count, participant, flags)).AsTask();

    /// <summary>The next frame.</summary>
    public async Task<ReceivedFrame> ReadAsync()
    {
        var prefixBytes = new byte[FramePrefix.Size];
        await _stream.ReadExactlyAsync(prefixBytes, _patience.Token);
        Assert.True(FramePrefix.TryRead(prefixBytes, out var prefix));
        Assert.Equal(FrameTypes.LengthOf(prefix.Type), (int)prefix.Length);
        var body = new byte[(int)prefix.Length - FramePrefix.Size];
        await _stream.ReadExactlyAsync(body, _patience.Token);
        return new ReceivedFrame(prefix.Type, prefix.Correlation, body);
    }

    public async Task<ReceivedFrame> ReadAsync(FrameType type)
    {
        var frame = await ReadAsync();
        Assert.Equal(type, frame.Type);
        return frame;
    }

    public async Task ExpectErrorAsync(ProtocolErrorCode code, uint? detail = null)
    {
        var frame = await ReadAsync();
        Assert.Equal(FrameType.Error, frame.Type);
        Assert.Equal(code, frame.Error.Code);
        if (detail is { } number)
        {
            Assert.Equal(number, frame.Error.Detail);
        }

        await ExpectCloseAsync();
    }

    /// <summary>The server closes: in order, or by a reset when it had unread bytes of ours.</summary>
    public async Task ExpectCloseAsync()
    {
        try
        {
            Assert.Equal(0, await _stream.ReadAsync(new byte[1], _patience.Token));
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // A reset is a close, too.
        }
    }

    /// <summary>Reads until the server closes, however it does.</summary>
    public async Task<int> DrainAsync()
    {
        var total = 0;
        var buffer = new byte[8192];
        try
        {
            while (true)
            {
                var read = await _stream.ReadAsync(buffer, _patience.Token);
                if (read == 0)
                {
                    return total;
                }

                total += read;
            }
        }
        catch (IOException)
        {
            return total;
        }
    }

    /// <summary>Ends the connection with a reset, as a crashed machine's peer sees it.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        Dispose();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _patience.Dispose();
    }
}
