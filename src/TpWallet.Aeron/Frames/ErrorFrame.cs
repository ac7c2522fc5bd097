using System.Runtime.InteropServices;

namespace TpWallet.Aeron.Frames;

/// <summary>ERR: a receiver's refusal of a session; <see cref="ErrorLength"/> bytes of text follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct ErrorFrame
{
    public const int Length = 40;
    public const int MaxTextLength = 1023;

    public FrameHeader Frame;
    public int SessionId;
    public int StreamId;
    public long ReceiverId;
    public long GroupTag;
    public int ErrorCode;
    public int ErrorLength;
}
