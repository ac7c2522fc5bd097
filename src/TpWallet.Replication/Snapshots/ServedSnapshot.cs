using Microsoft.Win32.SafeHandles;
using TpWallet.Persistence;
using TpWallet.Persistence.Snapshots;

namespace TpWallet.Replication.Snapshots;

/// <summary>A snapshot's file, open for reading and kept from being deleted.</summary>
internal sealed class ServedSnapshot : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly IDisposable _hold;

    private ServedSnapshot(SafeFileHandle file, IDisposable hold, SnapshotEntry entry)
    {
        _file = file;
        _hold = hold;
        Entry = entry;
    }

    public SnapshotEntry Entry { get; }

    /// <summary>Opens the newest good snapshot of a folder, or the one of a sequence.</summary>
    /// <returns>Null: there is none.</returns>
    /// <exception cref="IOException">It can't be opened.</exception>
    public static ServedSnapshot? Open(string directory, ulong sequence, RetentionHold retention)
    {
        var hold = retention.Take();
        try
        {
            using var store = SnapshotStore.Share(directory);
            var entry = store.List().FirstOrDefault(entry => entry.Info is not null && (sequence == 0 || entry.Sequence == sequence));
            if (entry is not null)
            {
                var file = File.OpenHandle(Path.Combine(directory, entry.File), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
                var served = new ServedSnapshot(file, hold, entry);
                hold = null;
                return served;
            }

            return null;
        }
        finally
        {
            hold?.Dispose();
        }
    }

    /// <exception cref="IOException">The disk failed, or the file is shorter than it was.</exception>
    public void Read(Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            var read = RandomAccess.Read(_file, destination, offset);
            if (read == 0)
            {
                throw new EndOfStreamException($"{Entry.File} ends at byte {offset}, before its {Entry.FileLength}.");
            }

            destination = destination[read..];
            offset += read;
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _hold.Dispose();
    }
}
