using Microsoft.Win32.SafeHandles;
using TpWallet.Persistence.Snapshots;

namespace TpWallet.Replication.Snapshots;

/// <summary>A snapshot's file that is being put together; nothing is left of it unless it is adopted.</summary>
internal sealed class SnapshotCopy(SnapshotStore store) : IDisposable
{
    private SafeFileHandle? _file;
    private ulong _sequence;

    /// <summary>Writes a part; the first of another snapshot gives up the one before.</summary>
    /// <exception cref="SnapshotException">No space, or the disk failed.</exception>
    public void Write(in SnapshotPart part)
    {
        try
        {
            if (_file is null || part.Sequence != _sequence || part.Offset == 0)
            {
                Abandon();
                _file = File.OpenHandle(store.BeginCopy(part.Sequence, part.FileLength), FileMode.Open, FileAccess.Write);
                _sequence = part.Sequence;
            }

            RandomAccess.Write(_file, part.Rented.AsSpan(0, part.Length), part.Offset);
        }
        catch (IOException reason)
        {
            throw new SnapshotException($"A fetched snapshot can't be written: {reason.Message}", reason);
        }
    }

    /// <summary>Verifies and names it.</summary>
    /// <exception cref="SnapshotException">It isn't good, or the disk failed.</exception>
    public SnapshotInfo Adopt(IProgress<SnapshotProgress>? progress, CancellationToken cancellation)
    {
        Close();
        return store.Adopt(_sequence, progress, cancellation);
    }

    /// <summary>Gives it up if it wasn't adopted.</summary>
    public void Dispose() => Abandon();

    private void Abandon()
    {
        if (_file is not null)
        {
            Close();
            store.AbandonCopy(_sequence);
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
