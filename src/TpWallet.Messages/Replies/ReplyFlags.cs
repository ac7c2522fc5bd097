namespace TpWallet.Messages;

/// <summary>Bits of <see cref="Reply.Flags"/>.</summary>
[Flags]
public enum ReplyFlags : byte
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The stored answer to an earlier request, not a new effect. Not part of what the answer says.</summary>
    Replayed = 1,
}
