using TpWallet.Messages;

namespace TpWallet.Server.Engine;

/// <summary>The head of a command that the switch gives itself.</summary>
internal static class SwitchCommand
{
    public static Command Of(CommandKind kind) => new()
    {
        Kind = kind,
        Version = Command.CurrentVersion,
        Flags = CommandFlags.Operator,
        RequestId = RequestId.FromGuid(Guid.CreateVersion7()),
    };
}
