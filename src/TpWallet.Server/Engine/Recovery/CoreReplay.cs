using System.Collections.Concurrent;
using TpWallet.Core;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.Engine.Outcomes;

namespace TpWallet.Server.Engine.Recovery;

/// <summary>
/// Applies the batches of a journal to a core: how a switch gets its state back. The journal is read and verified on the caller's thread, applied
/// on another, a few batches behind. Where a snapshot of the same journal is passed, the state is compared with it.
/// </summary>
internal sealed class CoreReplay : IBatchVisitor, IDisposable
{
    private const int BatchesAhead = 8;

    private readonly SwitchCore _core;
    private readonly CommandApplier _applier;
    private readonly Dictionary<ulong, SnapshotInfo> _snapshots;
    private readonly CancellationToken _cancellation;
    private readonly BlockingCollection<Batch> _filled = new(BatchesAhead);
    private readonly ConcurrentBag<Batch> _empty = [];
    private readonly Task _applying;
    private Reply _reply;

    /// <param name="core">The core, as it is before the first batch.</param>
    /// <param name="outcomes">Is told what became of each command; null: nobody.</param>
    /// <param name="snapshots">What the state must be on the way; null: not known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public CoreReplay(SwitchCore core, IOutcomeSink? outcomes, IEnumerable<SnapshotInfo>? snapshots, CancellationToken cancellationToken)
    {
        _core = core;
        _applier = new CommandApplier(core, outcomes);
        _snapshots = (snapshots ?? []).ToDictionary(static snapshot => snapshot.Position.Sequence);
        _cancellation = cancellationToken;
        _applying = Task.Factory.StartNew(Apply, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Commands applied.</summary>
    public long Commands { get; private set; }

    /// <summary>Snapshots with which the state was compared, and which it equalled.</summary>
    public int SnapshotsCompared { get; private set; }

    public void OnBatch(in SealedBatchHeader header, ReadOnlySpan<Command> commands)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (!_empty.TryTake(out var batch))
        {
            batch = new Batch();
        }

        batch.Fill(header, commands);
        while (!_filled.TryAdd(batch, millisecondsTimeout: 100))
        {
            ThrowIfFailed();
        }
    }

    /// <summary>Waits until every batch has been applied.</summary>
    /// <exception cref="StateMismatchException">The state isn't the one of a snapshot that was passed.</exception>
    public void Complete()
    {
        _filled.CompleteAdding();
        _applying.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _filled.CompleteAdding();
        ((IAsyncResult)_applying).AsyncWaitHandle.WaitOne();
        _filled.Dispose();
    }

    private void ThrowIfFailed()
    {
        if (_applying.IsCompleted)
        {
            _applying.GetAwaiter().GetResult();
        }
    }

    private void Apply()
    {
        foreach (var batch in _filled.GetConsumingEnumerable())
        {
            _applier.Apply(new ReplayedBatch(batch.Commands, batch.TimeMs, ref _reply), batch.FirstSequence);
            Commands += batch.Commands.Length;
            Compare();
            _empty.Add(batch);
        }
    }

    private void Compare()
    {
        if (_snapshots.TryGetValue(_core.LastSequence, out var snapshot))
        {
            var hash = _core.StateHash();
            SnapshotsCompared++;
            if (hash != snapshot.StateHash)
            {
                throw new StateMismatchException(snapshot, hash);
            }
        }
    }

    private sealed class Batch
    {
        private Command[] _commands = new Command[256];
        private int _count;

        public ReadOnlySpan<Command> Commands => _commands.AsSpan(0, _count);

        public ulong FirstSequence { get; private set; }

        public long TimeMs { get; private set; }

        public void Fill(in SealedBatchHeader header, ReadOnlySpan<Command> commands)
        {
            if (_commands.Length < commands.Length)
            {
                _commands = new Command[commands.Length];
            }

            commands.CopyTo(_commands);
            (_count, FirstSequence, TimeMs) = (commands.Length, header.FirstSequence, header.TimeMs);
        }
    }
}
