using System.Net;
using System.Net.Sockets;
using System.Text;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Tests.Iso8583;

/// <summary>An answer as a client received it.</summary>
internal sealed record IsoAnswer(string Type, IReadOnlyDictionary<int, string> Fields, byte[] Frame)
{
    public string Code => Fields.GetValueOrDefault(39, "");

    public string this[int field] => Fields.GetValueOrDefault(field, "");
}

/// <summary>An acquirer with a bare socket: sends messages by their fields, or any bytes.</summary>
internal sealed class IsoClient : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TestSwitch.Patience);
    private readonly IsoProfile _profile;
    private readonly NetworkStream _stream;
    private int _trace;

    private IsoClient(Socket socket, IsoProfile profile)
    {
        _profile = profile;
        Socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public Socket Socket { get; }

    public static async Task<IsoClient> ConnectAsync(IPEndPoint endPoint, IsoProfile profile)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        return new IsoClient(socket, profile);
    }

    /// <summary>A whole frame.</summary>
    public static byte[] Frame(IsoProfile profile, string type, params (int Field, string Text)[] fields)
    {
        var frame = new byte[4_096];
        Assert.True(Mti.TryParse(type, out var mti));
        var writer = new IsoWriter(profile, frame.AsSpan(profile.Framing.PrefixBytes), mti);
        foreach (var (field, text) in fields.OrderBy(static field => field.Field))
        {
            writer.WriteText(field, Encoding.ASCII.GetBytes(text));
        }

        Assert.True(writer.TryComplete(out var length), writer.Fault.ToString());
        Assert.True(profile.Framing.TryWrap(frame, length, default, out var frameBytes));
        return frame[..frameBytes];
    }

    /// <summary>A payment's fields, of which each may be overridden; an empty text leaves it out.</summary>
    public static (int Field, string Text)[] Payment(params (int Field, string Text)[] others)
    {
        var fields = new SortedDictionary<int, string>
        {
            [2] = "4761739001010119",
            [3] = "000000",
            [4] = "000000001000",
            [7] = DateTime.UtcNow.ToString("MMddHHmmss", System.Globalization.CultureInfo.InvariantCulture),
            [11] = "000123",
            [37] = "632615000123",
            [41] = "TERM0001",
            [42] = "MERCHANT0000001",
            [49] = "840",
        };
        foreach (var (field, text) in others)
        {
            fields[field] = text;
        }

        return [.. fields.Where(static field => field.Value.Length > 0).Select(static field => (field.Key, field.Value))];
    }

    public async Task SignOnAsync() => Assert.Equal("00", (await ManageAsync("001")).Code);

    /// <summary>Sends a network management message and reads its answer.</summary>
    public async Task<IsoAnswer> ManageAsync(string code, params (int Field, string Text)[] others)
    {
        await SendManagementAsync(code, others);
        return await ReadAsync();
    }

    public Task SendManagementAsync(string code, params (int Field, string Text)[] others) =>
        SendAsync("0800", [(7, "1122150637"), (11, $"{++_trace:D6}"), (70, code), .. others]);

    public async Task<IsoAnswer> ExchangeAsync(string type, params (int Field, string Text)[] fields)
    {
        await SendAsync(type, fields);
        return await ReadAsync();
    }

    public Task SendAsync(string type, params (int Field, string Text)[] fields) => SendAsync(Frame(_profile, type, fields));

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes, _patience.Token).AsTask();

    /// <summary>The next message.</summary>
    public async Task<IsoAnswer> ReadAsync()
    {
        var framing = _profile.Framing;
        var start = new byte[framing.LengthBytes];
        await _stream.ReadExactlyAsync(start, _patience.Token);
        Assert.True(framing.TryReadLength(start, out var frameBytes));
        var frame = new byte[frameBytes];
        start.CopyTo(frame, 0);
        await _stream.ReadExactlyAsync(frame.AsMemory(start.Length), _patience.Token);
        return Decode(frame);
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

    public void Dispose()
    {
        _stream.Dispose();
        _patience.Dispose();
    }

    private IsoAnswer Decode(byte[] frame)
    {
        Assert.True(_profile.Framing.TryUnwrap(frame, out var bytes));
        Assert.True(IsoDecoder.TryRead(_profile, bytes, out var message, out var fault), fault.ToString());
        var fields = new Dictionary<int, string>();
        var text = new byte[2_048];
        foreach (var number in message.Fields)
        {
            fields[number] = Encoding.ASCII.GetString(text, 0, message.ReadText(number, text));
        }

        return new IsoAnswer(message.Mti.ToString(), fields, frame);
    }
}
