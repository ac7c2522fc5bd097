using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TpWallet.Persistence.Journal;

/// <summary>
/// The mark beside the journal: through which sequence batches were acknowledged. Two slots, each in a block of its own, are written in turn, so
/// that one of them is whole whatever happens. Written behind each durable append, synced about once a second and on close:
/// it is never ahead of the journal, and after a power cut at most a second behind.
/// </summary>
internal sealed class MarkFile : IDisposable
{
    public const string FileName = "mark";
    private const int SlotStride = 4096;
    private static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(1);

    private readonly SafeFileHandle _file;
    private readonly Guid _journalId;
    private readonly MarkMeaning _meaning;
    private readonly Timer _timer;
    private readonly Lock _syncing = new();
    private int _nextSlot;
    private volatile bool _dirty;
    private volatile Exception? _failure;

    /// <summary>Opens or makes the mark and writes both slots, so that what recovery accepted can't be lost later.</summary>
    public MarkFile(
        string directory, Guid journalId, ulong lastSequence, in Hash256 lastHash, MarkMeaning meaning = MarkMeaning.Acknowledged)
    {
        _journalId = journalId;
        _meaning = meaning;
        _file = File.OpenHandle(Path.Combine(directory, FileName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        Write(lastSequence, lastHash);
        Write(lastSequence, lastHash);
        RandomAccess.FlushToDisk(_file);
        _dirty = false;
        _timer = new Timer(static mark => ((MarkFile)mark!).SyncBehind(), this, SyncInterval, SyncInterval);
    }

    /// <summary>Why a sync in the background failed, or null.</summary>
    public Exception? Failure => _failure;

    /// <summary>The newest good slot, or null when neither is good.</summary>
    /// <param name="directory">The journal's folder.</param>
    /// <param name="journalId">The journal whose mark it must be; null: any.</param>
    public static AcknowledgedMark? Read(string directory, Guid? journalId)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        AcknowledgedMark? newest = null;
        for (var slot = 0; slot < 2; slot++)
        {
            var mark = default(AcknowledgedMark);
            var read = RandomAccess.Read(file, MemoryMarshal.AsBytes(new Span<AcknowledgedMark>(ref mark)), slot * SlotStride);
            var isGood = read == AcknowledgedMark.Size && mark.IsValid && (journalId ?? mark.JournalId) == mark.JournalId;
            if (isGood && (newest is null || mark.LastSequence > newest.Value.LastSequence))
            {
                newest = mark;
            }
        }

        return newest;
    }

    /// <summary>Notes that everything through <paramref name="lastSequence"/> is durable. Allocates nothing.</summary>
    public void Write(ulong lastSequence, in Hash256 lastHash)
    {
        var mark = AcknowledgedMark.Of(_journalId, lastSequence, lastHash, _meaning);
        RandomAccess.Write(_file, MemoryMarshal.AsBytes(new ReadOnlySpan<AcknowledgedMark>(in mark)), _nextSlot * SlotStride);
        _nextSlot ^= 1;
        _dirty = true;
    }

    /// <summary>Makes what was written durable now.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Sync()
    {
        SyncBehind();
        if (_failure is { } failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        SyncBehind();
        _file.Dispose();
    }

    private void SyncBehind()
    {
        lock (_syncing)
        {
            if (!_dirty || _failure is not null || _file.IsClosed)
            {
                return;
            }

            try
            {
                _dirty = false;
                RandomAccess.FlushToDisk(_file);
            }
            catch (IOException reason)
            {
                _failure = reason;
            }
        }
    }
}
