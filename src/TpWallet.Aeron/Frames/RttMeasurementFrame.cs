using System.Runtime.InteropServices;

namespace TpWallet.Aeron.Frames;

/// <summary>RTTM: a time stamp to be echoed, or its echo.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct RttMeasurementFrame
{
    public const int Length = 40;

    public FrameHeader Frame;
    public int SessionId;
    public int StreamId;
    public long EchoTimestamp;
    public long ReceptionDelta;
    public long ReceiverId;
}
