namespace TpWallet.Replication.Sealing;

/// <summary>What a seal vouches for, beside the bytes.</summary>
/// <param name="Sender">Who sealed it.</param>
/// <param name="Start">The number drawn when the sender's process started.</param>
/// <param name="Fragment">Which part of which message it is.</param>
/// <param name="Length">Its length, bytes.</param>
internal readonly record struct OpenedFragment(NodeId Sender, Guid Start, MessageFragment Fragment, int Length)
{
    /// <summary>Whether it is a message by itself.</summary>
    public bool IsWhole => Fragment.Offset == 0 && Fragment.MessageLength == Length;
}
