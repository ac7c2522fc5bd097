namespace TpWallet.Protocol.Binary;

/// <summary>The fixed numbers of the binary protocol. PROTOCOL.md is their definition.</summary>
public static class BinaryProtocol
{
    /// <summary>First four bytes of a sign-on's body: the characters "TPW1" read as a little-endian u32.</summary>
    public const uint Magic = 0x3157_5054;

    /// <summary>The one version that is spoken.</summary>
    public const ushort Version = 1;

    /// <summary>Where a switch listens unless it is configured otherwise.</summary>
    public const int DefaultPort = 7400;

    /// <summary>The shortest frame, a bare prefix, bytes.</summary>
    public const int FrameLengthMin = FramePrefix.Size;

    /// <summary>The longest frame, a request, bytes. No buffer for one frame needs to be larger.</summary>
    public const int FrameLengthMax = RequestFrame.Size;

    /// <summary>Smallest window that can be asked for or granted, requests.</summary>
    public const uint WindowMin = 1;

    /// <summary>Largest window that can be asked for or granted, requests.</summary>
    public const uint WindowMax = 65_536;

    /// <summary>The window to ask for without a reason for another, requests.</summary>
    public const uint WindowDefault = 1_024;

    /// <summary>After this much silence of its own a client sends a heartbeat, ms; the server's default, told at sign-on.</summary>
    public const uint HeartbeatIntervalMsDefault = 10_000;

    /// <summary>After this much silence of the other side a connection counts as dead, ms; the server's default, told at sign-on.</summary>
    public const uint IdleTimeoutMsDefault = 30_000;

    /// <summary>A connection that has not signed on after this long is closed, ms.</summary>
    public const uint SignOnTimeoutMs = 5_000;
}
