using System.Text;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Protocol.Tests;

/// <summary>The examples of PROTOCOL.md against the encoder and the decoder.</summary>
public sealed class GoldenVectorTests
{
    private static readonly Guid Ledger = new("0197a3c0-1111-7222-8333-444455556666");
    private static readonly RequestId Request = RequestId.FromGuid(new Guid("0197a3c0-0000-7000-8000-000000000001"));
    private static readonly long TimeMs = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static readonly SignOn SignOn = new(SessionRole.Acquirer, participant: 7, requestedWindow: 1_024);

    private static readonly SignedOn SignedOn = new()
    {
        Version = 1,
        Durability = Durability.Fsync,
        Clock = ClockSource.Sequencer,
        Participant = 7,
        GrantedWindow = 512,
        HeartbeatIntervalMs = 10_000,
        IdleTimeoutMs = 30_000,
        ServerTimeMs = TimeMs,
        LedgerId = Ledger,
    };

    private static readonly Command Command = new()
    {
        Kind = CommandKind.Authorize,
        Version = 1,
        Participant = 7,
        RequestId = Request,
        Account = 100_001,
        Counterparty = 200_001,
        Amount = 1_234,
        Terminal = Characters("TERM0001"),
        SystemTraceAuditNumber = 123_456,
        Currency = Currency.USD,
        MerchantCategoryCode = 5_419,
        Country = 840,
        EntryMode = 5,
        Channel = Channel.PointOfSale,
    };

    private static readonly Reply Reply = new()
    {
        RequestId = Request,
        Sequence = 42,
        TimeMs = TimeMs,
        Amount = 1_234,
        Available = 8_766,
        ApprovalCode = Characters("A1B2C3"),
        Result = ResultCode.Approved,
        Class = ResultClass.Success,
        Currency = Currency.USD,
    };

    private static readonly Dictionary<string, Func<byte[], bool>> Encoders = new()
    {
        ["sign-on"] = static frame => SignOn.TryWrite(frame, 1),
        ["signed-on"] = static frame => SignedOn.TryWrite(frame, 1),
        ["heartbeat"] = static frame => FramePrefix.TryWrite(frame, FrameType.Heartbeat, 42),
        ["heartbeat-reply"] = static frame => FramePrefix.TryWrite(frame, FrameType.HeartbeatReply, 42),
        ["sign-off"] = static frame => FramePrefix.TryWrite(frame, FrameType.SignOff, 0),
        ["signed-off"] = static frame => FramePrefix.TryWrite(frame, FrameType.SignedOff, 0),
        ["error"] = static frame => new ErrorFrame(new(ProtocolErrorCode.WindowExceeded, 512)).TryWrite(frame, 0),
        ["not-primary"] = static frame => ErrorFrame.NotPrimary("10.0.0.2:7400").TryWrite(frame, 0),
        ["request"] = static frame => RequestFrame.TryWrite(frame, Command, 5),
        ["chain"] = static frames => RequestFrame.TryWrite(frames, Link(2, 200_001, 1_000) with { Flags = CommandFlags.Linked }, 6)
            && RequestFrame.TryWrite(frames.AsSpan(RequestFrame.Size), Link(3, 200_002, 250), 7),
        ["reply"] = static frame => ReplyFrame.TryWrite(frame, Reply, 5),
    };

    public static TheoryData<string> Examples => [.. ProtocolDocument.Examples];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Encoder_writes_the_bytes_of_the_example(string name)
    {
        var expected = ProtocolDocument.Example(name);
        var actual = new byte[expected.Length];
        Assert.True(Encoders[name](actual));
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(actual));
    }

    [Fact]
    public void Every_type_of_frame_has_an_example()
    {
        var types = ProtocolDocument.Examples.Select(static name =>
        {
            Assert.Equal(FrameStatus.Complete, FrameDecoder.Decode(ProtocolDocument.Example(name), out var frame));
            return frame.Type;
        });
        Assert.Equal(Frames.AllTypes, types.Distinct().Order());
    }

    [Fact]
    public void Decoder_reads_what_the_text_says_of_the_examples()
    {
        Assert.True(Binary.SignOn.TryRead(Decode("sign-on", 1), out var signOn));
        Assert.Equal((0x3157_5054u, (ushort)1, SessionRole.Acquirer, 7u, 1_024u),
            (signOn.Magic, signOn.Version, signOn.Role, signOn.Participant, signOn.RequestedWindow));
        Assert.True(Binary.SignedOn.TryRead(Decode("signed-on", 1), out var signedOn));
        Assert.Equal(SignedOn, signedOn);
        Assert.Equal((Ledger, ClockSource.Sequencer), (signedOn.LedgerId, signedOn.Clock));
        Assert.True(ErrorFrame.TryRead(Decode("error", 0), out var error));
        Assert.Equal((ProtocolErrorCode.WindowExceeded, 512u, "window exceeded"), (error.Code, error.Detail, error.Text));
        Assert.True(ErrorFrame.TryRead(Decode("not-primary", 0), out var redirect));
        Assert.Equal((ProtocolErrorCode.NotPrimary, new SwitchAddress("10.0.0.2", 7400)), (redirect.Code, redirect.Primary));
        Assert.True(RequestFrame.TryRead(Decode("request", 5), out var command));
        Assert.Equal(Command, command);
        Assert.True(ReplyFrame.TryRead(Decode("reply", 5), out var reply));
        Assert.Equal(Reply, reply);
    }

    private static Command Link(byte number, ulong merchant, long amount) => new()
    {
        Kind = CommandKind.Purchase,
        Version = 1,
        Participant = 7,
        RequestId = RequestId.FromGuid(new Guid($"0197a3c0-0000-7000-8000-{number:D12}")),
        Account = 100_001,
        Counterparty = merchant,
        Amount = amount,
        Currency = Currency.USD,
    };

    private static byte[] Decode(string name, ulong correlation)
    {
        Assert.Equal(FrameStatus.Complete, FrameDecoder.Decode(ProtocolDocument.Example(name), out var frame));
        Assert.Equal(correlation, frame.Correlation);
        return frame.Body.ToArray();
    }

    private static ulong Characters(string text) => BitConverter.ToUInt64(Encoding.ASCII.GetBytes(text.PadRight(8, '\0')));
}
