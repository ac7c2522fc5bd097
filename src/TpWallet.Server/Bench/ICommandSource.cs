using TpWallet.Messages;

namespace TpWallet.Server.Bench;

/// <summary>Decides what one connection sends. Called under the connection's lock; allocates nothing.</summary>
internal interface ICommandSource
{
    /// <summary>Fills in the next command. It comes with its version and participant set and everything else zero.</summary>
    /// <param name="slot">Which of the connection's unanswered requests it will be, 0 to window - 1.</param>
    /// <param name="command">The command to fill in.</param>
    /// <returns>False when there is no other.</returns>
    bool TryNext(int slot, ref Command command);

    /// <summary>Hears the reply of the command in the slot.</summary>
    void OnReply(int slot, in Reply reply);
}
