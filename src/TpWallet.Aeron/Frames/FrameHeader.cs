using System.Runtime.InteropServices;

namespace TpWallet.Aeron.Frames;

/// <summary>What every frame starts with. <see cref="FrameLength"/> counts the header and excludes the padding to 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct FrameHeader(int frameLength, byte flags, FrameType type)
{
    public const int Length = 8;
    public const byte CurrentVersion = 0;

    public int FrameLength = frameLength;
    public byte Version = CurrentVersion;
    public byte Flags = flags;
    public FrameType Type = type;
}
