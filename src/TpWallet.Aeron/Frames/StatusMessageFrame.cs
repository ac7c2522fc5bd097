using System.Runtime.InteropServices;

namespace TpWallet.Aeron.Frames;

/// <summary>SM: how far a receiver has consumed, and how many bytes beyond that it has room for.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct StatusMessageFrame
{
    public const int Length = 36;

    public FrameHeader Frame;
    public int SessionId;
    public int StreamId;
    public int ConsumptionTermId;
    public int ConsumptionTermOffset;
    public int ReceiverWindow;
    public long ReceiverId;
}
