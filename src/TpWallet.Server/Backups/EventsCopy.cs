using TpWallet.Persistence.Events;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.Operations;

namespace TpWallet.Server.Backups;

/// <summary>Writes the blocks of one event log to another one, byte for byte.</summary>
internal sealed class EventsCopy(EventLog target, TargetFolder folder, Pacer pacer, ulong end, IProgress<OperationProgress> progress,
    CancellationToken cancellationToken) : IOutcomeBlockVisitor
{
    private readonly byte[] _block = new byte[target.MaxBlockLength];

    public bool OnBlock(OutcomeBlockView block, long address)
    {
        pacer.Wait(block.Length, cancellationToken);
        folder.Take("the event log", block.Length);
        block.Bytes.CopyTo(_block);
        target.Append(_block.AsSpan(0, block.Length));
        progress.Report(new OperationProgress($"copying the event log, sequence {block.LastSequence} of {end}", 0, 0));
        return true;
    }
}
