using System.Diagnostics;
using TpWallet.Core.Snapshots;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.Backups;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Engine;
using TpWallet.Server.Engine.Storage;

namespace TpWallet.Server.Operations;

/// <summary>The operations of a running switch.</summary>
/// <param name="node">The switch.</param>
/// <param name="storage">What it keeps.</param>
/// <param name="nudge">Sees to it that a batch passes soon.</param>
/// <param name="stopping">The switch stops: ends every operation.</param>
internal sealed class NodeOperations(SwitchNode node, SwitchStorage storage, Action nudge, CancellationToken stopping) : IOperations
{
    private readonly RunningOperations _running = new(stopping);
    private int _backingUp;

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

    /// <inheritdoc/>
    public IReadOnlyList<object> IsoIncidents() => node.Iso.Records.Incidents.Latest();

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
            var info = await _running.RunAsync(cancellation => SnapshotAsync(progress, cancellation), cancellationToken).ConfigureAwait(false);
            return SnapshotResult.Of(info, watch.Elapsed);
        }
        catch (Exception exception) when (exception is SnapshotException or StateCutAbandonedException)
        {
            throw new OperationFailedException($"no snapshot: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public async Task<object> BackUpAsync(string directory, IProgress<OperationProgress> progress, CancellationToken cancellationToken)
    {
        if (!Path.IsPathFullyQualified(directory))
        {
            throw new OperationFailedException($"no backup: '{directory}' is no absolute path of a folder");
        }

        if (Interlocked.Exchange(ref _backingUp, 1) != 0)
        {
            throw new OperationFailedException("no backup: another one is being made");
        }

        try
        {
            var run = new BackupRun(storage, SnapshotAsync, new OncePerSecond(progress.Report));
            return await _running.RunAsync(cancellation => run.RunAsync(directory, cancellation), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsExplained(exception))
        {
            throw new OperationFailedException($"no backup: {exception.Message}", exception);
        }
        finally
        {
            Volatile.Write(ref _backingUp, 0);
        }
    }

    /// <summary>Completes when no operation runs any more; call when they were told to stop.</summary>
    public Task CompleteAsync() => _running.CompleteAsync();

    private static bool IsExplained(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or StateCutAbandonedException || StorageFailures.TryExplain(exception, out _);
}
