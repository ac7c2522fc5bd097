namespace TpWallet.Aeron.Frames;

/// <summary>The flags byte of a frame header. A bit means what its frame's type says.</summary>
internal static class FrameFlags
{
    /// <summary>DATA: the first fragment of a message.</summary>
    public const byte Begin = 0x80;

    /// <summary>DATA: the last fragment of a message.</summary>
    public const byte End = 0x40;

    /// <summary>DATA: a whole message in one frame.</summary>
    public const byte Unfragmented = Begin | End;

    /// <summary>DATA heartbeat: the position in the header is the last of the stream.</summary>
    public const byte EndOfStream = 0x20;

    /// <summary>SM: the receiver sees data of a session that it has no SETUP of.</summary>
    public const byte SendSetup = 0x80;

    /// <summary>SM: the receiver has everything up to the end of the stream.</summary>
    public const byte ReceiverDone = 0x40;

    /// <summary>RTTM: the receiver of the frame is to answer it.</summary>
    public const byte Reply = 0x80;
}
