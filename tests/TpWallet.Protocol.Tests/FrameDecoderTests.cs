using System.Buffers.Binary;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Protocol.Tests;

public sealed class FrameDecoderTests
{
    public static TheoryData<FrameType> AllTypes => [.. Frames.AllTypes];

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Decoder_finds_a_frame_only_when_its_last_byte_has_arrived(FrameType type)
    {
        var bytes = Frames.Build(type, correlation: 99, new Random(1));
        for (var arrived = 0; arrived < bytes.Length; arrived++)
        {
            Assert.Equal(FrameStatus.Incomplete, FrameDecoder.Decode(bytes.AsSpan(0, arrived), out _));
        }

        Assert.Equal(FrameStatus.Complete, FrameDecoder.Decode([.. bytes, 1, 2, 3], out var frame));
        Assert.Equal(type, frame.Type);
        Assert.Equal(99UL, frame.Correlation);
        Assert.Equal(bytes.Length, frame.Length);
        Assert.True(frame.Body.SequenceEqual(bytes.AsSpan(FramePrefix.Size)));
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Decoder_finds_the_same_frame_wherever_the_input_is_cut(FrameType type)
    {
        var bytes = Frames.Build(type, correlation: 5, new Random(2));
        byte[] input = [.. bytes, .. new byte[200]];
        Span<byte> scratch = stackalloc byte[BinaryProtocol.FrameLengthMax];
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            for (var second = cut; second <= bytes.Length; second += 7)
            {
                Assert.Equal(FrameStatus.Complete, FrameDecoder.Decode(SegmentedSequence.Cut(input, cut, second), scratch, out var frame));
                Assert.Equal(type, frame.Type);
                Assert.True(frame.Body.SequenceEqual(bytes.AsSpan(FramePrefix.Size)));
            }
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData(145u)]
    [InlineData(uint.MaxValue)]
    public void Decoder_refuses_a_length_that_no_frame_has_before_the_frame_has_arrived(uint length)
    {
        var head = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(head, length);
        head[4] = (byte)FrameType.Request;
        AssertMalformed(head, ProtocolErrorCode.BadLength, length);
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Decoder_refuses_the_length_of_another_type(FrameType type)
    {
        var bytes = Frames.Build(type, 1, new Random(3));
        var wrong = (uint)bytes.Length == 16 ? 64u : (uint)bytes.Length - 1;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, wrong);
        AssertMalformed(bytes, ProtocolErrorCode.BadLength, wrong);
    }

    [Fact]
    public void Decoder_refuses_every_type_that_does_not_exist()
    {
        var bytes = Frames.Build(FrameType.Request, 1, new Random(4));
        for (var type = 0; type <= ushort.MaxValue; type++)
        {
            if (!Enum.IsDefined((FrameType)type) || type == 0)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), (ushort)type);
                AssertMalformed(bytes, ProtocolErrorCode.UnknownFrameType, (uint)type);
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Decoder_refuses_a_reserved_field_that_is_not_zero(FrameType type)
    {
        var bytes = Frames.Build(type, 1, new Random(5));
        bytes[7] = 1;
        AssertMalformed(bytes, ProtocolErrorCode.ReservedNotZero, 6);
    }

    [Theory]
    [InlineData(16, 0x50, ProtocolErrorCode.BadMagic, 0x31575050u)]
    [InlineData(20, 2, ProtocolErrorCode.UnsupportedVersion, 2u)]
    [InlineData(22, 0, ProtocolErrorCode.UnknownRole, 0u)]
    [InlineData(22, 3, ProtocolErrorCode.UnknownRole, 3u)]
    [InlineData(22, 2, ProtocolErrorCode.ParticipantInvalid, 7u)]
    [InlineData(23, 1, ProtocolErrorCode.ReservedNotZero, 23u)]
    [InlineData(24, 0, ProtocolErrorCode.ParticipantInvalid, 0u)]
    [InlineData(29, 0, ProtocolErrorCode.WindowOutOfRange, 0u)]
    [InlineData(30, 1, ProtocolErrorCode.WindowOutOfRange, 66048u)]
    [InlineData(63, 1, ProtocolErrorCode.CredentialRefused, 0u)]
    public void Decoder_refuses_a_sign_on_with_a_wrong_field(int offset, byte value, ProtocolErrorCode code, uint detail)
    {
        var bytes = Frames.Build(FrameType.SignOn, 1, new Random(6));
        bytes[offset] = value;
        AssertMalformed(bytes, code, detail);
    }

    [Theory]
    [InlineData(16, 9, ProtocolErrorCode.UnsupportedVersion, 9u)]
    [InlineData(36, 1, ProtocolErrorCode.ReservedNotZero, 36u)]
    [InlineData(25, 0, ProtocolErrorCode.WindowOutOfRange, 0u)]
    [InlineData(33, 0, ProtocolErrorCode.TimingInvalid, 0x30u)]
    public void Decoder_refuses_a_signed_on_with_a_wrong_field(int offset, byte value, ProtocolErrorCode code, uint detail)
    {
        var bytes = Frames.Build(FrameType.SignedOn, 1, new Random(7));
        bytes[offset] = value;
        AssertMalformed(bytes, code, detail);
    }

    [Fact]
    public void Malformed_frame_has_no_length_and_keeps_its_correlation_for_the_error_frame()
    {
        var bytes = Frames.Build(FrameType.SignOn, 77, new Random(8));
        bytes[16] = 0;
        Assert.Equal(FrameStatus.Malformed, FrameDecoder.Decode(bytes, out var frame));
        Assert.Equal(77UL, frame.Correlation);
        Assert.Equal(0, frame.Length);
        Assert.True(frame.Body.IsEmpty);
    }

    [Fact]
    public void Leading_requests_end_at_the_first_other_or_unfinished_frame()
    {
        var random = new Random(9);
        byte[] three = [.. Frames.Build(FrameType.Request, 1, random), .. Frames.Build(FrameType.Request, 2, random),
            .. Frames.Build(FrameType.Request, 3, random)];

        Assert.Equal(3, FrameDecoder.LeadingRequests(three).Length);
        Assert.Equal(2, FrameDecoder.LeadingRequests(three.AsSpan(0, three.Length - 1)).Length);
        Assert.Equal(3, FrameDecoder.LeadingRequests([.. three, .. Frames.Build(FrameType.Heartbeat, 4, random)]).Length);
        Assert.Equal(0, FrameDecoder.LeadingRequests([.. Frames.Build(FrameType.Heartbeat, 4, random), .. three]).Length);
        Assert.Equal(0, FrameDecoder.LeadingReplies(three).Length);

        three[RequestFrame.Size + 6] = 1;
        Assert.Equal(1, FrameDecoder.LeadingRequests(three).Length);
    }

    [Fact]
    public void Leading_requests_and_replies_are_what_was_written()
    {
        var random = new Random(10);
        var command = Frames.RandomOf<Command>(random);
        var reply = Frames.RandomOf<Reply>(random);
        var requests = new byte[1 + RequestFrame.Size];
        var replies = new byte[1 + ReplyFrame.Size];
        Assert.True(RequestFrame.TryWrite(requests.AsSpan(1), command, 11));
        Assert.True(ReplyFrame.TryWrite(replies.AsSpan(1), reply, 12));

        var request = FrameDecoder.LeadingRequests(requests.AsSpan(1))[0];
        var answer = FrameDecoder.LeadingReplies(replies.AsSpan(1))[0];

        Assert.Equal(11UL, request.Prefix.Correlation);
        Assert.Equal(command, request.Command);
        Assert.Equal(12UL, answer.Prefix.Correlation);
        Assert.Equal(reply, answer.Reply);
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Encoder_writes_nothing_into_a_space_that_is_too_small(FrameType type)
    {
        var small = new byte[FrameTypes.LengthOf(type) - 1];
        var written = type switch
        {
            FrameType.SignOn => new SignOn(SessionRole.Operator, 0, 1).TryWrite(small, 1),
            FrameType.SignedOn => new SignedOn { Version = 1 }.TryWrite(small, 1),
            FrameType.Error => new ErrorFrame(new(ProtocolErrorCode.Internal, 0)).TryWrite(small, 1),
            FrameType.Request => RequestFrame.TryWrite(small, default, 1),
            FrameType.Reply => ReplyFrame.TryWrite(small, default, 1),
            _ => FramePrefix.TryWrite(small, type, 1),
        };
        Assert.False(written);
        Assert.All(small, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Decoder_allocates_nothing_for_a_run_of_requests()
    {
        var bytes = Frames.Build(FrameType.Request, 1, new Random(11));
        DecodeTwice(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1_000; round++)
        {
            DecodeTwice(bytes);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void DecodeTwice(byte[] bytes)
    {
        _ = FrameDecoder.LeadingRequests(bytes);
        _ = FrameDecoder.Decode(bytes, out _);
    }

    private static void AssertMalformed(ReadOnlySpan<byte> bytes, ProtocolErrorCode code, uint detail)
    {
        Assert.Equal(FrameStatus.Malformed, FrameDecoder.Decode(bytes, out var frame));
        Assert.Equal(new ProtocolFault(code, detail), frame.Fault);
    }
}
