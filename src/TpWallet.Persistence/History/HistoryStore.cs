using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using FASTER.core;
using TpWallet.Persistence.Events;
using Session = FASTER.core.ClientSession<TpWallet.Persistence.History.HistoryKey, TpWallet.Persistence.History.HistoryEntry,
    FASTER.core.Empty, TpWallet.Persistence.History.HistoryVersion, FASTER.core.Empty, TpWallet.Persistence.History.HistoryFunctions>;

namespace TpWallet.Persistence.History;

/// <summary>
/// The FASTER KV that history lies in: entries by key in a log larger than memory, the index over it in memory. One thread appends and takes
/// checkpoints; any thread looks up. Whoever calls a look-up asks for damage afterwards.
/// </summary>
internal sealed class HistoryStore : IDisposable
{
    /// <summary>The store leaves the first bytes of its log unused.</summary>
    public const long FirstAddress = 64;

    private const double MutableFraction = 0.5;

    private readonly SegmentFiles _indexFiles;
    private readonly HistoryDamage _damage;
    private readonly StoreCheckpoints _checkpoints;
    private readonly FasterKV<HistoryKey, HistoryEntry> _store;
    private readonly FasterKVSettings<HistoryKey, HistoryEntry> _settings;
    private readonly Session _appending;
    private readonly ConcurrentStack<Session> _lookingUp = new();
    private readonly string _indexPath;

    /// <summary>Opens the store as a manifest says; files were checked before, and are checked again as they are read.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="manifest">What there is.</param>
    /// <param name="device">The log, its checksums loaded.</param>
    /// <param name="index">The index of the newest checkpoint, its checksums loaded; null: there is none of this size.</param>
    /// <param name="indexFiles">Files of further checkpoints of the index.</param>
    /// <param name="indexPath">Path of these, without numbers.</param>
    /// <param name="damage">Takes what is found.</param>
    public HistoryStore(HistoryOptions options, HistoryManifest manifest, CheckedDevice device, CheckedDevice? index, SegmentFiles indexFiles,
        string indexPath, HistoryDamage damage)
    {
        (Device, _indexFiles, _indexPath, _damage) = (device, indexFiles, indexPath, damage);
        (IndexDevice, IndexNumber) = (index, manifest.IndexNumber);
        _checkpoints = new StoreCheckpoints(manifest.Log, index is null ? StoreCheckpoint.None : manifest.Index, OpenIndex);
        _settings = new FasterKVSettings<HistoryKey, HistoryEntry>
        {
            IndexSize = options.IndexBytes,
            LogDevice = device,
            PageSize = 1L << manifest.PageBits,
            MemorySize = Math.Max(options.MemoryBytes, 4L << manifest.PageBits),
            SegmentSize = 1L << manifest.SegmentBits,
            MutableFraction = MutableFraction,
            EqualityComparer = new HistoryKeyComparer(),
            ConcurrencyControlMode = ConcurrencyControlMode.None,
            CheckpointManager = _checkpoints,
            RemoveOutdatedCheckpoints = false,
        };
        _store = new FasterKV<HistoryKey, HistoryEntry>(_settings);
        if (manifest.Log != StoreCheckpoint.None)
        {
            _store.Recover(_checkpoints.Index.Token, manifest.Log.Token);
            _store.DisposeRecoverableSessions();
        }

        _appending = NewSession();
    }

    public CheckedDevice Device { get; }

    /// <summary>The newest checkpoint of the index; null: there is none.</summary>
    public CheckedDevice? IndexDevice { get; private set; }

    public int IndexNumber { get; private set; }

    public StoreCheckpoint Log => _checkpoints.Log;

    public StoreCheckpoint Index => _checkpoints.Index;

    public long TailAddress => _store.Log.TailAddress;

    /// <summary>Whether the key may be there; false: it certainly is not. Asks the index in memory alone. Any thread.</summary>
    public bool MayHold(HistoryKey key)
    {
        var probe = new IndexProbe();
        _store.Log.IterateKeyVersions(ref probe, ref key);
        return probe.MayExist;
    }

    /// <summary>Adds an entry in front of earlier ones of its key.</summary>
    public void Append(HistoryKey key, HistoryEntry entry)
    {
        if (_appending.Upsert(ref key, ref entry).IsPending)
        {
            _appending.CompletePending(wait: true);
        }
    }

    /// <summary>The newest entry of a key, waiting for the disk. For the thread that appends.</summary>
    public HistoryEntry? Find(HistoryKey key)
    {
        var output = default(HistoryVersion);
        var status = _appending.Read(ref key, ref output);
        if (status.IsPending)
        {
            _appending.CompletePendingWithOutputs(out var completed, wait: true);
            using (completed)
            {
                completed.Next();
                (status, output) = (completed.Current.Status, completed.Current.Output);
            }
        }

        return status.Found ? output.Entry : null;
    }

    /// <summary>The newest entries of a key, newest first. Any thread.</summary>
    public async ValueTask<IReadOnlyList<HistoryEntry>> FindAsync(HistoryKey key, int limit)
    {
        var found = new List<HistoryEntry>(1);
        var session = _lookingUp.TryPop(out var pooled) ? pooled : NewSession();
        var address = 0L;
        while (found.Count < limit)
        {
            var (status, version) = (await Read(session, key, address).ConfigureAwait(false)).Complete();
            if (!status.Found)
            {
                break;
            }

            found.Add(version.Entry);
            address = version.Previous;
            if (address < FirstAddress)
            {
                break;
            }
        }

        // A session that failed within the store is not used again.
        _lookingUp.Push(session);
        return found;
    }

    /// <summary>Writes everything appended so far, and the index when asked to. Durable when the files are synced.</summary>
    public void Checkpoint(bool withIndex)
    {
        var (isDone, _) = withIndex
            ? _store.TakeFullCheckpointAsync(CheckpointType.FoldOver).AsTask().GetAwaiter().GetResult()
            : _store.TakeHybridLogCheckpointAsync(CheckpointType.FoldOver).AsTask().GetAwaiter().GetResult();
        if (!isDone)
        {
            throw new HistoryException("The store didn't take a checkpoint: another one is under way.");
        }
    }

    /// <summary>Forgets everything before an address.</summary>
    public void DropBefore(long address) => _store.Log.ShiftBeginAddress(address);

    public void Dispose()
    {
        _appending.Dispose();
        while (_lookingUp.TryPop(out var session))
        {
            session.Dispose();
        }

        _store.Dispose();
        _settings.Dispose();
        _checkpoints.Dispose();
    }

    private static ValueTask<FasterKV<HistoryKey, HistoryEntry>.ReadAsyncResult<Empty, HistoryVersion, Empty>> Read(
        Session session, HistoryKey key, long address)
    {
        var (input, options) = (default(Empty), default(ReadOptions));
        if (address != 0)
        {
            SetStartAddress(ref options, address);
        }

        return session.ReadAsync(ref key, ref input, ref options);
    }

    /// <summary>The library documents the option and gives it no public setter.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_StartAddress")]
    private static extern void SetStartAddress(ref ReadOptions options, long address);

    private Session NewSession() => _store.For(new HistoryFunctions()).NewSession<HistoryFunctions>();

    private CheckedDevice OpenIndex(bool isNew)
    {
        if (isNew)
        {
            IndexNumber++;
            IndexDevice = new CheckedDevice(_indexPath, _indexFiles, IndexNumber, _damage);
        }

        return IndexDevice!;
    }
}
