namespace TpWallet.Messages;

/// <summary>How a command came into the ring.</summary>
public enum SlotOrigin : byte
{
    /// <summary>From outside, or from the switch itself: it has no place in the log yet.</summary>
    New = 0,

    /// <summary>From the log of a group of replicas: it is committed, and only to be applied. <see cref="Reply.TimeMs"/> holds its time.</summary>
    Log = 1,

    /// <summary>It is no command: a batch passes so that whoever waits for one sees it. It is neither journaled nor applied.</summary>
    Marker = 2,
}
