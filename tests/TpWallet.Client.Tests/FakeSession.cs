using System.Net.Sockets;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Client.Tests;

/// <summary>The switch's end of one connection.</summary>
internal sealed class FakeSession(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    /// <summary>The next frame; null when the client has closed the connection.</summary>
    public async Task<(FrameType Type, ulong Correlation, byte[] Body)?> ReadFrameAsync()
    {
        using var patience = new CancellationTokenSource(FakeSwitch.Patience);
        var prefix = new byte[FramePrefix.Size];
        if (await _stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, patience.Token) == 0)
        {
            return null;
        }

        Assert.True(FramePrefix.TryRead(prefix, out var read));
        var body = new byte[read.Length - FramePrefix.Size];
        await _stream.ReadExactlyAsync(body, patience.Token);
        Assert.Equal(FrameStatus.Complete, FrameDecoder.Decode([.. prefix, .. body], out _));
        return (read.Type, read.Correlation, body);
    }

    public async Task<(ulong Correlation, byte[] Body)> ExpectAsync(FrameType type)
    {
        var frame = await ReadFrameAsync();
        Assert.NotNull(frame);
        Assert.Equal(type, frame.Value.Type);
        return (frame.Value.Correlation, frame.Value.Body);
    }

    public async Task<(ulong Correlation, Command Command)> ReadRequestAsync()
    {
        var (correlation, body) = await ExpectAsync(FrameType.Request);
        Assert.True(RequestFrame.TryRead(body, out var command));
        return (correlation, command);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var patience = new CancellationTokenSource(FakeSwitch.Patience);
        await _stream.WriteAsync(bytes, patience.Token);
    }

    public Task SendAsync(SignedOn welcome)
    {
        var bytes = new byte[FramePrefix.Size + SignedOn.Size];
        welcome.TryWrite(bytes, 0);
        return SendAsync(bytes);
    }

    public Task SendAsync(ProtocolErrorCode code, uint detail = 0)
    {
        var bytes = new byte[FramePrefix.Size + ErrorFrame.Size];
        new ErrorFrame(new(code, detail)).TryWrite(bytes, 0);
        return SendAsync(bytes);
    }

    /// <summary>Refuses the sign-on as a member that isn't primary.</summary>
    public Task RedirectAsync(string? primary)
    {
        var bytes = new byte[FramePrefix.Size + ErrorFrame.Size];
        ErrorFrame.NotPrimary(primary).TryWrite(bytes, 0);
        return SendAsync(bytes);
    }

    public Task SendAsync(FrameType type, ulong correlation = 0)
    {
        var bytes = new byte[FramePrefix.Size];
        FramePrefix.TryWrite(bytes, type, correlation);
        return SendAsync(bytes);
    }

    public Task ApproveAsync(ulong correlation, in Command command) => SendAsync(Approval(correlation, command));

    public static byte[] Approval(ulong correlation, in Command command)
    {
        var bytes = new byte[ReplyFrame.Size];
        var reply = new Reply
        {
            RequestId = command.RequestId,
            Sequence = 1,
            Amount = command.Amount,
            Result = ResultCode.Approved,
            Class = ResultClass.Success,
        };
        ReplyFrame.TryWrite(bytes, reply, correlation);
        return bytes;
    }

    /// <summary>Approves every request until the client signs off or goes away.</summary>
    public async Task ApproveAllAsync()
    {
        while (await ReadFrameAsync() is { } frame)
        {
            if (frame.Type == FrameType.SignOff)
            {
                await SendAsync(FrameType.SignedOff);
                return;
            }

            Assert.True(RequestFrame.TryRead(frame.Body, out var command));
            await ApproveAsync(frame.Correlation, command);
        }
    }

    /// <summary>
    /// Answers the sign-on and approves every request until the client signs off, on the calling thread and without allocating. Only for a
    /// session that was accepted by <see cref="FakeSwitch.Accept"/> and used for nothing before.
    /// </summary>
    public void ServeBlocking(SignedOn welcome)
    {
        var input = new byte[1 << 16];
        var output = new byte[1 << 16];
        for (var length = 0; ;)
        {
            var count = socket.Receive(input.AsSpan(length));
            Assert.True(count > 0);
            length += count;
            var taken = 0;
            var written = 0;
            while (FrameDecoder.Decode(input.AsSpan(taken, length - taken), out var frame) == FrameStatus.Complete)
            {
                taken += frame.Length;
                written += Answer(frame, welcome, output.AsSpan(written));
                if (frame.Type == FrameType.SignOff)
                {
                    socket.Send(output.AsSpan(0, written));
                    return;
                }
            }

            socket.Send(output.AsSpan(0, written));
            input.AsSpan(taken, length - taken).CopyTo(input);
            length -= taken;
        }
    }

    /// <summary>Closes with a reset: what the client has not read is lost.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void Dispose() => _stream.Dispose();

    private static int Answer(Frame frame, in SignedOn welcome, Span<byte> output)
    {
        switch (frame.Type)
        {
            case FrameType.SignOn:
                welcome.TryWrite(output, frame.Correlation);
                return FramePrefix.Size + SignedOn.Size;
            case FrameType.SignOff:
                FramePrefix.TryWrite(output, FrameType.SignedOff, 0);
                return FramePrefix.Size;
            default:
                Assert.True(RequestFrame.TryRead(frame.Body, out var command));
                ReplyFrame.TryWrite(output, new Reply { RequestId = command.RequestId, Result = ResultCode.Approved }, frame.Correlation);
                return ReplyFrame.Size;
        }
    }
}
