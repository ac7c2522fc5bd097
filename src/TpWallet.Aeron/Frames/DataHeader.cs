using System.Runtime.InteropServices;

namespace TpWallet.Aeron.Frames;

/// <summary>The header of a DATA or PAD frame; a DATA header alone with a frame length of zero is a heartbeat.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct DataHeader
{
    public const int Length = 32;

    public FrameHeader Frame;
    public int TermOffset;
    public int SessionId;
    public int StreamId;
    public int TermId;
    public long ReservedValue;
}
