using TpWallet.Core;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;

namespace TpWallet.Server.Engine;

/// <summary>Applies the batches of a journal to a core: how a switch gets its state back.</summary>
internal sealed class CoreReplay(SwitchCore core, CancellationToken cancellationToken) : IBatchVisitor
{
    private readonly CommandApplier _applier = new(core);

    /// <summary>Commands applied.</summary>
    public long Commands { get; private set; }

    public void OnBatch(in SealedBatchHeader header, ReadOnlySpan<Command> commands)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reply = default(Reply);
        _applier.Apply(new ReplayedBatch(commands, header.TimeMs, ref reply), header.FirstSequence);
        Commands += commands.Length;
    }
}
