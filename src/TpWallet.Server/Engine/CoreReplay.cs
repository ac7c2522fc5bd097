using TpWallet.Core;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;

namespace TpWallet.Server.Engine;

/// <summary>Applies the batches of a journal to a core: how a switch gets its state back.</summary>
internal sealed class CoreReplay(SwitchCore core, CancellationToken cancellationToken) : IBatchVisitor
{
    /// <summary>Commands applied.</summary>
    public long Commands { get; private set; }

    public void OnBatch(in SealedBatchHeader header, ReadOnlySpan<Command> commands)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reply = default(Reply);
        var sequence = header.FirstSequence;
        foreach (ref readonly var command in commands)
        {
            core.Apply(command, sequence++, header.TimeMs, ref reply);
        }

        Commands += commands.Length;
    }
}
