using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Sessions;

/// <summary>Who a session speaks for, and so what it may send. Whether a command makes sense is the core's to say.</summary>
internal readonly record struct SessionRights(SessionRole Role, uint Participant)
{
    /// <summary>
    /// The number of no participant, "ATCH" in ASCII: where a command has its participant, the header of a journal's batch has this. Kept out,
    /// so that no command, however forged, passes for such a header when a torn journal is searched.
    /// </summary>
    public const uint NoParticipant = 0x4843_5441;

    /// <summary>What the gateway adds to the flags of this session's commands.</summary>
    public CommandFlags Granted => Role == SessionRole.Operator ? CommandFlags.Operator : CommandFlags.None;

    /// <summary>
    /// An operator may name any participant but <see cref="NoParticipant"/>; an acquirer only itself, and may not claim an operator's authority. What
    /// history holds is the switch's own to say.
    /// </summary>
    public bool Permits(in Command command) =>
        command.Participant != NoParticipant && command.Kind != CommandKind.HistoryMark
        && (Role == SessionRole.Operator || (command.Participant == Participant && (command.Flags & CommandFlags.Operator) == 0));
}
