using TpWallet.Gateway.Sessions;
using TpWallet.Messages;

namespace TpWallet.Gateway.Timeline;

/// <summary>One message that went through the switch.</summary>
/// <param name="Sequence">The command's own position in the journal; a repeat has another one than the answer that it got.</param>
/// <param name="Protocol">How it came.</param>
/// <param name="Received">When the gateway had read it.</param>
/// <param name="Answered">When the gateway had the answer.</param>
/// <param name="Command">The command.</param>
/// <param name="Reply">The answer.</param>
public sealed record LoggedMessage(
    ulong Sequence, SessionProtocol Protocol, DateTimeOffset Received, DateTimeOffset Answered, Command Command, Reply Reply)
{
    /// <summary>Whether it got the stored answer to an earlier one.</summary>
    public bool IsRepeat => (Reply.Flags & ReplyFlags.Replayed) != 0;
}
