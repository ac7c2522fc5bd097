using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Sessions;

/// <summary>Who a session speaks for, and so what it may send. Whether a command makes sense is the core's to say.</summary>
internal readonly record struct SessionRights(SessionRole Role, uint Participant)
{
    /// <summary>What the gateway adds to the flags of this session's commands.</summary>
    public CommandFlags Granted => Role == SessionRole.Operator ? CommandFlags.Operator : CommandFlags.None;

    /// <summary>An operator may name any participant; an acquirer only itself, and may not claim an operator's authority.</summary>
    public bool Permits(in Command command) =>
        Role == SessionRole.Operator || (command.Participant == Participant && (command.Flags & CommandFlags.Operator) == 0);
}
