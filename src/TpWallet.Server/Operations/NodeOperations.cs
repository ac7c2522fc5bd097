using System.Diagnostics;
using TpWallet.Core.Snapshots;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.Engine;
using TpWallet.Server.Engine.Storage;

namespace TpWallet.Server.Operations;

/// <summary>The operations of a running switch.</summary>
internal sealed class NodeOperations(SwitchNode node, SwitchStorage storage, Action nudge) : IOperations
{
    /// <inheritdoc/>
    public object Status() => new
    {
        node.Sequence,
        node.Commands,
        node.Batches,
        journalFirstSequence = storage.Journal.FirstSequence,
        lastSnapshot = storage.Taker.Last?.Position.Sequence ?? storage.Snapshot?.Position.Sequence,
        outcomesDurableThrough = storage.Outcomes?.DurableThrough,
        processId = Environment.ProcessId,
    };

    /// <summary>Takes a snapshot, once the outcomes that it covers are durable, too.</summary>
    public Task<SnapshotInfo> SnapshotAsync(IProgress<OperationProgress> progress, CancellationToken cancellationToken) =>
        storage.Taker.TakeAsync(
            nudge,
            (sequence, cancellation) => storage.Outcomes?.DurableAsync(sequence, cancellation) ?? Task.CompletedTask,
            progress,
            cancellationToken);

    /// <inheritdoc/>
    public async Task<object> TakeSnapshotAsync(IProgress<OperationProgress> progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var info = await SnapshotAsync(progress, cancellationToken).ConfigureAwait(false);
            return SnapshotResult.Of(info, watch.Elapsed);
        }
        catch (Exception exception) when (exception is SnapshotException or StateCutAbandonedException)
        {
            throw new OperationFailedException($"no snapshot: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public Task<object> BackUpAsync(string directory, IProgress<OperationProgress> progress, CancellationToken cancellationToken) =>
        throw new OperationFailedException("not yet");
}
