namespace TpWallet.Protocol.Binary;

/// <summary>What is fixed about each type of frame.</summary>
public static class FrameTypes
{
    /// <summary>The length of a frame of this type, prefix included, bytes; 0 for a type that does not exist.</summary>
    public static int LengthOf(FrameType type) => type switch
    {
        FrameType.Heartbeat or FrameType.HeartbeatReply or FrameType.SignOff or FrameType.SignedOff => FramePrefix.Size,
        FrameType.SignOn => FramePrefix.Size + SignOn.Size,
        FrameType.SignedOn => FramePrefix.Size + SignedOn.Size,
        FrameType.Error => FramePrefix.Size + ErrorFrame.Size,
        FrameType.Request => RequestFrame.Size,
        FrameType.Reply => ReplyFrame.Size,
        _ => 0,
    };
}
