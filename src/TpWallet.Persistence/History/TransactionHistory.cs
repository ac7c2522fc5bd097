using TpWallet.Persistence.Events;
using TpWallet.Persistence.Faults;

namespace TpWallet.Persistence.History;

/// <summary>
/// Every transaction by request id and by (participant, retrieval reference, terminal), in a FASTER KV larger than memory over the event log. One
/// thread feeds it, in order, and takes checkpoints; any thread looks up. What is damaged is refused, never "not found".
/// </summary>
public sealed partial class TransactionHistory : IOutcomeBlockVisitor, IDisposable
{
    /// <summary>The index is written when so many times its own size of entries was added: it is large, and can be made from entries again.</summary>
    private const int EntriesPerIndex = 1;

    private readonly HistoryOptions _options;
    private readonly EventLog _events;
    private readonly HistoryFiles _files;
    private readonly List<HistorySegment> _segments = [];
    private HistoryManifest _manifest;
    private volatile HistoryDamage _damage;
    private volatile HistoryStore? _store;
    private ulong _indexedThrough;
    private ulong _durableThrough;
    private ulong _retainedFrom;
    private long _retainedFromTimeMs = long.MaxValue;
    private long _entries;
    private long _checkpointTime;
    private bool _isDisposed;

    private TransactionHistory(HistoryOptions options, EventLog events, HistoryFiles files)
    {
        (_options, _events, _files, _damage) = (options, events, files, new HistoryDamage());
        _lookUps = new SemaphoreSlim(options.LookUpsMax);
        _manifest = HistoryRecovery.Empty(options, events);
    }

    /// <summary>Sequence through which every outcome can be looked up.</summary>
    public ulong IndexedThrough => Volatile.Read(ref _indexedThrough);

    /// <summary>Sequence through which a restart finds every outcome without the event log's being read again.</summary>
    public ulong DurableThrough => Volatile.Read(ref _durableThrough);

    /// <summary>Sequence of the first outcome that is retained; earlier ones are not found.</summary>
    public ulong RetainedFrom => Volatile.Read(ref _retainedFrom);

    /// <summary>
    /// Every outcome of this time or later is retained, milliseconds since 1970-01-01 UTC; 0: all there ever were. The latest time there is as
    /// long as nothing is known.
    /// </summary>
    public long RetainedFromTimeMs => Volatile.Read(ref _retainedFromTimeMs);

    /// <summary>Entries retained, about.</summary>
    public long Entries => Volatile.Read(ref _entries);

    /// <summary>Repeated first answers that were not taken; 0 unless the duplicates table let one through.</summary>
    public long RepeatsIgnored { get; private set; }

    /// <summary>What is damaged; null: nothing is known to be. Look-ups are refused with it.</summary>
    public HistoryDamagedException? Damage => _damage.Found;

    /// <summary>
    /// Opens the history of an event log, or makes an empty one. A damaged one opens too: <see cref="Damage"/> says what is wrong, look-ups are
    /// refused, and
    /// <see cref="Rebuild"/> makes it anew.
    /// </summary>
    /// <exception cref="HistoryException">The folder is in use, or another version wrote it.</exception>
    public static TransactionHistory Open(HistoryOptions options, EventLog events)
    {
        options.Validate();
        DataFolder folder;
        try
        {
            folder = DataFolder.Own(options.Directory);
        }
        catch (IOException reason)
        {
            throw new HistoryException($"The history in {options.Directory} is in use by another process, or its folder can't be made: "
                + reason.Message, reason);
        }

        var history = new TransactionHistory(options, events, new HistoryFiles(folder));
        try
        {
            history.Load();
        }
        catch (HistoryDamagedException damage)
        {
            history._damage.Report(damage);
        }
        catch
        {
            history.Dispose();
            throw;
        }

        return history;
    }

    /// <summary>Takes a block of the event log that is durable there. What is indexed already is passed over.</summary>
    /// <param name="block">The block.</param>
    /// <param name="address">Where it begins in the event log.</param>
    /// <exception cref="ArgumentException">Sequences are missing between what is indexed and this block, or it isn't durable.</exception>
    /// <exception cref="HistoryException">History is damaged, or writing failed.</exception>
    public void Index(OutcomeBlockView block, long address)
    {
        var store = Store();
        if (block.FirstSequence > IndexedThrough + 1 || block.LastSequence > _events.DurableThrough)
        {
            throw new ArgumentException($"A block of sequences {block.FirstSequence} to {block.LastSequence} doesn't follow sequence "
                + $"{IndexedThrough}, or isn't durable in the event log, which is through {_events.DurableThrough}.", nameof(block));
        }

        if (RetainedFromTimeMs == long.MaxValue)
        {
            // What came before the event log's first block may be of the same time as that block.
            Volatile.Write(ref _retainedFromTimeMs, block.FirstTimeMs + 1);
        }

        var entries = 0L;
        foreach (var outcome in block)
        {
            if (outcome.Sequence > IndexedThrough)
            {
                entries += Add(store, outcome, address + outcome.Offset);
            }
        }

        Note(store, block, entries);
        _damage.ThrowIfFound();
        _damage.ThrowIfWriteFailed();
        Volatile.Write(ref _indexedThrough, Math.Max(IndexedThrough, block.LastSequence));
        CheckpointWhenDue();
    }

    /// <summary>Takes the same from its bytes, as <see cref="EventLog.Append"/> has left them.</summary>
    /// <inheritdoc cref="Index(OutcomeBlockView, long)"/>
    public void Index(ReadOnlySpan<byte> block, long address) => Index(OutcomeBlockView.Of(block), address);

    /// <summary>Indexes what the event log holds beyond <see cref="IndexedThrough"/>.</summary>
    public void CatchUp() => _events.Read(IndexedThrough + 1, this);

    bool IOutcomeBlockVisitor.OnBlock(OutcomeBlockView block, long address)
    {
        Index(block, address);
        return true;
    }

    /// <summary>Takes a checkpoint when one is due by size or time. To be called now and then when nothing comes to be indexed.</summary>
    public void CheckpointWhenDue()
    {
        var isDue = IndexedThrough > DurableThrough
            && (Store().TailAddress - _manifest.TailAddress >= _options.CheckpointBytes
                || _options.Time.GetElapsedTime(_checkpointTime) >= _options.CheckpointInterval);
        if (isDue)
        {
            Checkpoint();
        }
    }

    /// <summary>Drops whole segments that hold nothing but outcomes before a sequence; gone for good with the next checkpoint.</summary>
    public void Retain(ulong fromSequence) => Drop(segment => segment.LastSequence < fromSequence);

    /// <summary>
    /// Makes what is indexed durable: entries first, then their checksums, then the manifest that names them. Segments that retention has dropped are
    /// deleted then.
    /// </summary>
    /// <param name="withIndex">Write the index too, whatever it takes: a restart is faster then.</param>
    public void Checkpoint(bool withIndex = false)
    {
        var store = Store();
        FaultPoints.Reach(FaultPoint.HistoryBeforeCheckpoint);
        withIndex |= store.TailAddress - _manifest.IndexTailAddress >= Math.Max(_options.IndexBytes * EntriesPerIndex, _options.CheckpointBytes);
        withIndex &= _segments.Count > 0;
        if (_segments.Count > 0)
        {
            store.Checkpoint(withIndex);
        }

        _files.Log.Sync();
        _files.Index.Sync();
        _damage.ThrowIfFound();
        _damage.ThrowIfWriteFailed();
        _manifest = Describe(store, withIndex);
        _manifest.Save(_files.Folder);
        FaultPoints.Reach(FaultPoint.HistoryAfterCheckpoint);
        Clear(store);
        Volatile.Write(ref _durableThrough, _manifest.IndexedThrough);
        _checkpointTime = _options.Time.GetTimestamp();

        // At the end: from here on look-ups are refused until the core has been told, which must not have to wait for all of the above.
        Drop(_ => Entries > _options.EntriesMax);
    }

    /// <summary>Deletes everything and indexes the whole event log again. Look-ups are refused meanwhile.</summary>
    /// <exception cref="EventLogDamagedException">The event log is damaged too; history stays damaged.</exception>
    public void Rebuild(IProgress<double>? progress = null)
    {
        _gate.Close();
        try
        {
            _store?.Dispose();
            _store = null;
            _files.DeleteAll();
            _damage = new HistoryDamage();
            Load();
            _events.Read(IndexedThrough + 1, new Rebuilding(this, progress));
            Checkpoint(withIndex: true);
        }
        catch (Exception reason)
        {
            _damage.Report(HistoryManifest.FileName, 0, $"rebuilding it failed behind sequence {IndexedThrough}: {reason.Message}");
            throw;
        }
        finally
        {
            _gate.Open();
        }
    }

    /// <summary>Reads everything that is stored and compares it with its checksums. Any thread; takes time in proportion.</summary>
    /// <exception cref="HistoryDamagedException">Something is missing or altered; look-ups are refused from now on.</exception>
    public void Verify(IProgress<double>? progress = null)
    {
        Enter();
        try
        {
            var (store, segments) = (_store!, _manifest.Segments);
            for (var index = 0; index < segments.Count; index++)
            {
                store.Device.Scrub(segments[index].Number);
                progress?.Report((index + 1.0) / (segments.Count + 1));
            }

            store.IndexDevice?.Scrub(0);
            progress?.Report(1);
            _damage.ThrowIfFound();
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Lets go of the folder when the last look-up is done. What no checkpoint holds is indexed again at the next start.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _gate.Close();
        _store?.Dispose();
        _files.Dispose();
        _files.Folder.Dispose();
        _gate.Dispose();
        _lookUps.Dispose();
    }
}
