using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.Tests;

/// <summary>A switch without a core: speaks the protocol and answers each command as the test says.</summary>
internal sealed class FakeSwitch : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Command, Reply> _answer;
    private readonly uint _windowLimit;
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();

    public FakeSwitch(Func<Command, Reply> answer, uint windowLimit = BinaryProtocol.WindowMax)
    {
        _answer = answer;
        _windowLimit = windowLimit;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>What sign-ons are told; members of a group are told the same.</summary>
    public Guid LedgerId { get; init; } = Guid.NewGuid();

    /// <summary>Whether it refuses sign-ons as a member that isn't primary.</summary>
    public volatile bool IsStandby;

    /// <summary>Where it says that the primary is, when it isn't.</summary>
    public string? Primary { get; set; }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    public string Target => Endpoint.ToString();

    public ConcurrentQueue<Command> Commands { get; } = new();

    public ConcurrentQueue<SignOn> SignOns { get; } = new();

    public static Reply Approve(Command command) => new()
    {
        RequestId = command.RequestId,
        Sequence = 1,
        Result = ResultCode.Approved,
        Class = ResultClass.Success,
        Amount = command.Amount,
        Currency = command.Currency,
    };

    public static Reply Refuse(Command command, ResultCode code) => new()
    {
        RequestId = command.RequestId,
        Sequence = 1,
        Result = code,
        Class = ResultCodes.Classify(code),
        Currency = command.Currency,
    };

    /// <summary>Cuts every connection, as a primary does that ceases to be one.</summary>
    public void CutAll()
    {
        foreach (var socket in _sockets.Keys)
        {
            socket.Dispose();
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            _sockets[socket] = true;
            var input = new byte[BufferBytes];
            var output = new byte[BufferBytes];
            var filled = 0;
            int received;
            while ((received = await socket.ReceiveAsync(input.AsMemory(filled))) > 0)
            {
                filled += received;
                var (taken, written) = Take(input.AsSpan(0, filled), output);
                input.AsSpan(taken, filled - taken).CopyTo(input);
                filled -= taken;
                await socket.SendAsync(output.AsMemory(0, written));
            }
        }
    }

    private (int Taken, int Written) Take(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int taken = 0, written = 0;
        while (FrameDecoder.Decode(input[taken..], out var frame) == FrameStatus.Complete)
        {
            written += Answer(frame, output[written..]);
            taken += frame.Length;
        }

        return (taken, written);
    }

    private int Answer(Frame frame, Span<byte> output)
    {
        switch (frame.Type)
        {
            case FrameType.SignOn:
                SignOn.TryRead(frame.Body, out var signOn);
                SignOns.Enqueue(signOn);
                if (IsStandby)
                {
                    ErrorFrame.NotPrimary(Primary).TryWrite(output, frame.Correlation);
                    return FramePrefix.Size + ErrorFrame.Size;
                }

                new SignedOn
                {
                    Version = BinaryProtocol.Version,
                    Durability = Durability.Memory,
                    GrantedWindow = Math.Min(signOn.RequestedWindow, _windowLimit),
                    HeartbeatIntervalMs = BinaryProtocol.HeartbeatIntervalMsDefault,
                    IdleTimeoutMs = BinaryProtocol.IdleTimeoutMsDefault,
                    LedgerId = LedgerId,
                }.TryWrite(output, frame.Correlation);
                return FramePrefix.Size + SignedOn.Size;
            case FrameType.Request:
                RequestFrame.TryRead(frame.Body, out var command);
                Commands.Enqueue(command);
                ReplyFrame.TryWrite(output, _answer(command), frame.Correlation);
                return ReplyFrame.Size;
            default:
                FramePrefix.TryWrite(output, frame.Type == FrameType.SignOff ? FrameType.SignedOff : FrameType.HeartbeatReply, frame.Correlation);
                return FramePrefix.Size;
        }
    }
}
