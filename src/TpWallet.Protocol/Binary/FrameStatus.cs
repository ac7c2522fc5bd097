namespace TpWallet.Protocol.Binary;

/// <summary>What a decoder found at the beginning of its input.</summary>
public enum FrameStatus
{
    /// <summary>Not yet a whole frame, and nothing wrong so far.</summary>
    Incomplete,

    /// <summary>A whole, well-formed frame.</summary>
    Complete,

    /// <summary>Something that can't be a frame. The stream has no next frame: answer with the fault and close.</summary>
    Malformed,
}
