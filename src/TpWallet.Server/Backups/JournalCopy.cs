using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.Engine.Storage;
using TpWallet.Server.Operations;

namespace TpWallet.Server.Backups;

/// <summary>Writes the batches of one journal to another one, byte for byte, so that each keeps its hash.</summary>
internal sealed class JournalCopy(IJournal target, TargetFolder folder, Pacer pacer, IProgress<OperationProgress> progress,
    CancellationToken cancellationToken) : IBatchVisitor, IDisposable
{
    private readonly SealedBatch _batch = new(SealedBatch.MaxCommands);

    /// <summary>Bytes copied.</summary>
    public long Bytes { get; private set; }

    public void OnBatch(in SealedBatchHeader header, ReadOnlySpan<Command> commands)
    {
        pacer.Wait((int)header.Length, cancellationToken);
        folder.Take("the journal", (int)header.Length);
        _batch.Reset();
        foreach (ref readonly var command in commands)
        {
            _batch.Append(command);
        }

        _batch.Seal(header.FirstSequence, header.TimeMs, header.Epoch, header.PreviousHash);
        if (_batch.Header.Checksum != header.Checksum)
        {
            throw new StorageException($"The batch of sequences {header.FirstSequence} to {header.LastSequence} can't be copied with its own bytes: "
                + $"it has format version {header.FormatVersion}, this version writes {SealedBatchHeader.CurrentFormatVersion}. Stop the switch "
                + "and copy its folder.");
        }

        target.Append(_batch);
        Bytes += header.Length;
        progress.Report(new OperationProgress($"copying the journal, sequence {header.LastSequence}", 0, 0));
    }

    public void Dispose() => _batch.Dispose();
}
