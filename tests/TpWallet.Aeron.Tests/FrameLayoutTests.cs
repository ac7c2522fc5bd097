using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TpWallet.Aeron.Frames;

namespace TpWallet.Aeron.Tests;

public sealed class FrameLayoutTests
{
    [Fact]
    public void Data_header_has_the_layout_of_the_wire() => AssertLayout(
        new DataHeader
        {
            Frame = new FrameHeader(0x11223344, FrameFlags.Unfragmented, FrameType.Data),
            TermOffset = 0x00000120,
            SessionId = 0x21222324,
            StreamId = 0x31323334,
            TermId = 0x41424344,
            ReservedValue = 0x5152535455565758,
        },
        "44332211 00 C0 0100 20010000 24232221 34333231 44434241 5857565554535251");

    [Fact]
    public void Pad_header_differs_in_its_type_only() => AssertLayout(
        new DataHeader
        {
            Frame = new FrameHeader(96, FrameFlags.Unfragmented, FrameType.Pad),
            TermOffset = 64,
            SessionId = 1,
            StreamId = 2,
            TermId = -1,
        },
        "60000000 00 C0 0000 40000000 01000000 02000000 FFFFFFFF 0000000000000000");

    [Fact]
    public void Setup_has_the_layout_of_the_wire() => AssertLayout(
        new SetupFrame
        {
            Frame = new FrameHeader(SetupFrame.Length, 0, FrameType.Setup),
            TermOffset = 0x0102_0320,
            SessionId = 0x11121314,
            StreamId = 0x21222324,
            InitialTermId = 0x31323334,
            ActiveTermId = 0x41424344,
            TermLength = 0x00010000,
            Mtu = 1408,
            Ttl = 0,
        },
        "28000000 00 00 0500 20030201 14131211 24232221 34333231 44434241 00000100 80050000 00000000");

    [Fact]
    public void Status_message_has_the_layout_of_the_wire() => AssertLayout(
        new StatusMessageFrame
        {
            Frame = new FrameHeader(StatusMessageFrame.Length, FrameFlags.SendSetup, FrameType.StatusMessage),
            SessionId = 0x11121314,
            StreamId = 0x21222324,
            ConsumptionTermId = 0x31323334,
            ConsumptionTermOffset = 0x41424344,
            ReceiverWindow = 0x00020000,
            ReceiverId = 0x5152535455565758,
        },
        "24000000 00 80 0300 14131211 24232221 34333231 44434241 00000200 5857565554535251");

    [Fact]
    public void Nak_has_the_layout_of_the_wire() => AssertLayout(
        new NakFrame
        {
            Frame = new FrameHeader(NakFrame.FrameLength, 0, FrameType.Nak),
            SessionId = 0x11121314,
            StreamId = 0x21222324,
            TermId = 0x31323334,
            TermOffset = 0x41424340,
            Length = 0x00000580,
        },
        "1C000000 00 00 0200 14131211 24232221 34333231 40434241 80050000");

    [Fact]
    public void Rtt_measurement_has_the_layout_of_the_wire() => AssertLayout(
        new RttMeasurementFrame
        {
            Frame = new FrameHeader(RttMeasurementFrame.Length, FrameFlags.Reply, FrameType.RttMeasurement),
            SessionId = 0x11121314,
            StreamId = 0x21222324,
            EchoTimestamp = 0x3132333435363738,
            ReceptionDelta = 0x4142434445464748,
            ReceiverId = 0x5152535455565758,
        },
        "28000000 00 80 0600 14131211 24232221 3837363534333231 4847464544434241 5857565554535251");

    [Fact]
    public void Error_has_the_layout_of_the_wire() => AssertLayout(
        new ErrorFrame
        {
            Frame = new FrameHeader(ErrorFrame.Length + 4, 0, FrameType.Error),
            SessionId = 0x11121314,
            StreamId = 0x21222324,
            ReceiverId = 0x3132333435363738,
            GroupTag = 0x4142434445464748,
            ErrorCode = 0x51525354,
            ErrorLength = 4,
        },
        "2C000000 00 00 0400 14131211 24232221 3837363534333231 4847464544434241 54535251 04000000");

    [Fact]
    public void Flags_have_the_bits_of_the_wire()
    {
        Assert.Equal(
            new byte[] { 0x80, 0x40, 0xC0, 0x20, 0x80, 0x40, 0x80 },
            new[]
            {
                FrameFlags.Begin, FrameFlags.End, FrameFlags.Unfragmented, FrameFlags.EndOfStream, FrameFlags.SendSetup, FrameFlags.ReceiverDone,
                FrameFlags.Reply,
            });
    }

    private static void AssertLayout<T>(T frame, string hex)
        where T : unmanaged
    {
        var expected = Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));
        Assert.Equal(expected.Length, Unsafe.SizeOf<T>());
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in frame))));
        Assert.Equal(frame, MemoryMarshal.Read<T>(expected));
    }
}
