using System.Runtime.InteropServices;

namespace TpWallet.Aeron.Frames;

/// <summary>SETUP: the geometry of a session's log, and the position at which a receiver joins it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct SetupFrame
{
    public const int Length = 40;

    public FrameHeader Frame;
    public int TermOffset;
    public int SessionId;
    public int StreamId;
    public int InitialTermId;
    public int ActiveTermId;
    public int TermLength;
    public int Mtu;
    public int Ttl;
}
