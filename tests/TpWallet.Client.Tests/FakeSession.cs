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
        var reply = new Reply { RequestId = command.RequestId, Sequence = 1, Amount = command.Amount, Result = ResultCode.Approved, Class = ResultClass.Success };
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

    /// <summary>Closes with a reset: what the client has not read is lost.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void Dispose() => _stream.Dispose();
}
