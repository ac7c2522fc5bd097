using TpWallet.Core;
using TpWallet.Core.Snapshots;
using TpWallet.Persistence;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.Operations;

namespace TpWallet.Server.Engine.Snapshots;

/// <summary>
/// Takes snapshots while the switch serves. The engine's thread only makes the cut; the rest happens on a thread of its own, at a pace that leaves
/// the disk to the journal. What a new snapshot makes superfluous goes: older snapshots, and the journal that two good ones cover.
/// </summary>
internal sealed class SnapshotTaker : IDisposable
{
    private const int HashBufferLength = 1 << 20;
    private static readonly TimeSpan NudgeInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    private readonly SwitchCore _core;
    private readonly IReadableJournal _journal;
    private readonly Guid _switchId;
    private readonly SnapshotStore _store;
    private readonly SnapshotSettings _settings;
    private readonly Action<string> _log;
    private readonly SemaphoreSlim _one = new(1);
    private TaskCompletionSource<(StateCut Cut, JournalPosition Position)>? _awaited;
    private long _journalBytesAtLast;
    private volatile bool _isUnpaced;

    /// <param name="core">The state.</param>
    /// <param name="journal">The journal that a snapshot shortens.</param>
    /// <param name="switchId">Whose snapshots they are: the journal's name, or the group's.</param>
    /// <param name="store">Where they go.</param>
    /// <param name="settings">When and how.</param>
    /// <param name="log">Takes lines for a person.</param>
    public SnapshotTaker(
        SwitchCore core, IReadableJournal journal, Guid switchId, SnapshotStore store, SnapshotSettings settings, Action<string> log)
    {
        _switchId = switchId;
        _core = core;
        _journal = journal;
        _store = store;
        _settings = settings;
        _log = log;
        Point = new CutPoint(OnReached);

        // The first cut of a process waits for its code to be compiled: not on the engine's thread while payments wait behind it.
        if (core.LastSequence > 0)
        {
            core.BeginCut(preImageBytesMax: 0).Dispose();
        }
    }

    /// <summary>While it is taken, no snapshot is deleted and no journal released.</summary>
    public RetentionHold Hold { get; } = new();

    /// <summary>What the stages look at.</summary>
    public CutPoint Point { get; }

    /// <summary>The last snapshot that was taken since the start; null: none.</summary>
    public SnapshotInfo? Last { get; private set; }

    /// <summary>Takes a snapshot of the running switch. One at a time; a second caller waits.</summary>
    /// <param name="nudge">Sees to it that a batch passes soon, though nobody pays.</param>
    /// <param name="outcomesDurable">Waits until the event log holds everything through a sequence: a snapshot must not overtake it.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellationToken">Ends it; no file is left.</param>
    /// <exception cref="SnapshotException">No space, or the disk failed.</exception>
    /// <exception cref="StateCutAbandonedException">More changed than there is memory for.</exception>
    public async Task<SnapshotInfo> TakeAsync(Action nudge, Func<ulong, CancellationToken, Task> outcomesDurable,
        IProgress<OperationProgress> progress, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var (cut, position) = await AwaitCutAsync(nudge, cancellationToken).ConfigureAwait(false);
            using (cut)
            {
                await outcomesDurable(position.Sequence, cancellationToken).ConfigureAwait(false);
                return await WriteAsync(cut, position, progress, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The hash of the state at the first end of a batch that is at or behind a sequence; nothing is written.</summary>
    /// <param name="notBefore">The sequence.</param>
    /// <param name="nudge">Sees to it that sequences pass, though nobody pays.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where the state was taken, and its hash.</returns>
    /// <exception cref="SnapshotException">A snapshot is being taken, or there is no memory for a cut.</exception>
    /// <exception cref="StateCutAbandonedException">More changed than there is memory for.</exception>
    public async Task<(ulong Sequence, string Hash)> HashAsync(ulong notBefore, Action nudge, CancellationToken cancellationToken)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
        {
            throw new SnapshotException("A snapshot is being taken: ask again when it is done.");
        }

        try
        {
            var (cut, position) = await AwaitCutAsync(nudge, cancellationToken, notBefore).ConfigureAwait(false);
            using (cut)
            {
                return (position.Sequence, await Task.Run(() => HashOf(cut, cancellationToken), cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Takes a snapshot of a switch whose engine has ended, on the caller's thread and as fast as the disk allows.</summary>
    /// <param name="position">Through where the state has come.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellationToken">Ends it; no file is left.</param>
    /// <returns>Null: the last one is as new as the state.</returns>
    public async Task<SnapshotInfo?> TakeLastAsync(JournalPosition position, IProgress<OperationProgress> progress,
        CancellationToken cancellationToken)
    {
        if (position.Sequence == 0 || _store.List().Any(entry => entry.Info?.Position == position))
        {
            return null;
        }

        _isUnpaced = true;
        using var cut = _core.BeginCut(_settings.PreImageBytes);
        return await WriteAsync(cut, position, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes older snapshots and releases the journal that two good ones cover, unless <see cref="Hold"/> is taken.</summary>
    public void Tidy()
    {
        try
        {
            Hold.TryDelete(DeleteSuperfluous);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JournalException)
        {
            _log($"what the snapshots make superfluous could not be deleted: {exception.Message}; trying again with the next snapshot");
        }
    }

    /// <summary>Takes a snapshot whenever enough journal has been written, until cancelled.</summary>
    public async Task RunAsync(Func<IProgress<OperationProgress>, CancellationToken, Task<SnapshotInfo>> take, TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (_settings.JournalBytes > 0 && await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_journal.Bytes - _journalBytesAtLast < _settings.JournalBytes)
            {
                continue;
            }

            try
            {
                var info = await take(new LatestProgress(), cancellationToken).ConfigureAwait(false);
                _isUnpaced = false;
                _log($"snapshot {info.File}: {info.ImageLength >> 20} MiB");
            }
            catch (Exception exception) when (exception is SnapshotException or StateCutAbandonedException)
            {
                // What changes too fast for the pace may not change too fast for the disk.
                _isUnpaced = exception is StateCutAbandonedException;
                _log($"no snapshot: {exception.Message}; trying again in {RetryDelay.TotalSeconds:0} s");
                await Task.Delay(RetryDelay, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Engine: the commands through the position, and no others, have been applied.</summary>
    private void OnReached(JournalPosition position)
    {
        if (Interlocked.Exchange(ref _awaited, null) is not { } awaited)
        {
            return;
        }

        try
        {
            var cut = _core.BeginCut(_settings.PreImageBytes);
            if (!awaited.TrySetResult((cut, position)))
            {
                cut.Dispose();
            }
        }
        catch (InsufficientMemoryException exception)
        {
            awaited.TrySetException(new SnapshotException($"There is no memory for a cut: {exception.Message}", exception));
        }
    }

    private static string HashOf(StateCut cut, CancellationToken cancellationToken)
    {
        var buffer = new byte[HashBufferLength];
        while (cut.Read(buffer) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return cut.StateHash;
    }

    private async Task<(StateCut Cut, JournalPosition Position)> AwaitCutAsync(
        Action nudge, CancellationToken cancellationToken, ulong notBefore = 0)
    {
        var awaited = new TaskCompletionSource<(StateCut, JournalPosition)>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancellation = cancellationToken.Register(() => awaited.TrySetCanceled(cancellationToken));
        Volatile.Write(ref _awaited, awaited);
        Point.Request(notBefore);
        while (!awaited.Task.IsCompleted)
        {
            nudge();
            await Task.WhenAny(awaited.Task, Task.Delay(NudgeInterval, CancellationToken.None)).ConfigureAwait(false);
        }

        if (awaited.Task.IsCanceled)
        {
            Point.Withdraw();
        }

        return await awaited.Task.ConfigureAwait(false);
    }

    private async Task<SnapshotInfo> WriteAsync(StateCut cut, JournalPosition position, IProgress<OperationProgress> progress,
        CancellationToken cancellationToken)
    {
        var bytes = _journal.Bytes;
        var info = await _store.WriteAsync(new CutImage(cut), position, _switchId, () => PaceOf(cut), new Steps(progress), cancellationToken)
            .ConfigureAwait(false);
        _journalBytesAtLast = bytes;
        Last = info;
        Tidy();
        return info;
    }

    private void DeleteSuperfluous()
    {
        _store.Prune(_switchId, _settings.Keep);
        if (_store.ReleasableThrough(_switchId) is { } sequence)
        {
            _journal.Release(sequence);
        }
    }

    /// <summary>Half of the memory for changed records used up: from here on the disk's own pace, or the snapshot is lost.</summary>
    private long PaceOf(StateCut cut) =>
        _isUnpaced || cut.PreImageBytes > _settings.PreImageBytes / 2 ? SnapshotStore.Unpaced : _settings.BytesPerSecond;

    private sealed class Steps(IProgress<OperationProgress> progress) : IProgress<SnapshotProgress>
    {
        public void Report(SnapshotProgress value) => progress.Report(new OperationProgress(
            value.Stage == SnapshotStage.Writing ? "writing the snapshot" : "reading it back", value.BytesDone, value.BytesTotal));
    }
}
