using System.Runtime.InteropServices;

namespace TpWallet.Aeron.Frames;

/// <summary>NAK: the range of one term that a receiver is missing.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct NakFrame
{
    public const int FrameLength = 28;

    public FrameHeader Frame;
    public int SessionId;
    public int StreamId;
    public int TermId;
    public int TermOffset;
    public int Length;
}
