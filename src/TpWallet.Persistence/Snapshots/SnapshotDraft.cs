using TpWallet.Persistence.Faults;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Snapshots;

/// <summary>The steps from nothing to a snapshot with its name. A draft that doesn't become one is deleted.</summary>
internal sealed class SnapshotDraft(string directory, JournalFileSystem files)
{
    /// <summary>Writes, reads back, names.</summary>
    public SnapshotInfo Complete(in SnapshotHeader header, IStateImage image, long reserveBytes, Pacer pacer, IProgress<SnapshotProgress>? progress,
        CancellationToken cancellation)
    {
        var name = SnapshotFiles.NameOf(header.Sequence);
        var path = Path.Combine(directory, name);
        var draft = path + SnapshotFiles.DraftEnding;
        ExpectSpace(name, new SnapshotLayout(header.ImageLength).FileLength, reserveBytes);
        try
        {
            new SnapshotWriter(files, pacer, progress).Write(draft, header, image, cancellation);
            var info = ReadBack(new SnapshotSource(files, draft, header.Sequence, header.JournalId), progress, pacer, cancellation);
            FaultPoints.Reach(FaultPoint.SnapshotBeforeRename);
            Rename(draft, path);
            FaultPoints.Reach(FaultPoint.SnapshotAfterRename);
            return info with { File = name };
        }
        catch
        {
            Delete(draft);
            throw;
        }
    }

    /// <summary>Where a copy from elsewhere is put together.</summary>
    public string PathOfCopy(ulong sequence) => Path.Combine(directory, SnapshotFiles.NameOfCopy(sequence));

    /// <summary>Makes a copy from elsewhere durable, reads it, names it.</summary>
    public SnapshotInfo Adopt(ulong sequence, IProgress<SnapshotProgress>? progress, CancellationToken cancellation)
    {
        var copy = PathOfCopy(sequence);
        try
        {
            files.Sync(copy);
            var info = SnapshotReader.Verify(new SnapshotSource(files, copy, sequence, null), progress, null, cancellation);
            var name = SnapshotFiles.NameOf(sequence);
            Rename(copy, Path.Combine(directory, name));
            return info with { File = name };
        }
        catch
        {
            Delete(copy);
            throw;
        }
    }

    /// <exception cref="SnapshotException">Too little of the disk is free.</exception>
    public void ExpectSpace(string name, long length, long reserveBytes)
    {
        var free = FreeBytes(name);
        if (free - length < reserveBytes)
        {
            throw new SnapshotException($"No space for {name} in {directory}: it needs {length} bytes and leaves {reserveBytes} free, but only "
                + $"{free} are. Journal and earlier snapshots are as they were.");
        }
    }

    private long FreeBytes(string name)
    {
        try
        {
            return files.FreeBytes(directory);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            throw new SnapshotException($"Whether there is space for {name} in {directory} can't be told: {reason.Message} Journal and earlier "
                + "snapshots are as they were.", reason);
        }
    }

    private static SnapshotInfo ReadBack(SnapshotSource source, IProgress<SnapshotProgress>? progress, Pacer pacer, CancellationToken cancellation)
    {
        try
        {
            return SnapshotReader.Verify(source, progress, pacer, cancellation);
        }
        catch (SnapshotRefusedException refusal)
        {
            throw new SnapshotException($"The snapshot was given up: read back, it isn't what was written. {refusal.File}, byte {refusal.Position}: "
                + $"{refusal.Finding}. The disk can't be trusted. Journal and earlier snapshots are as they were.", refusal);
        }
    }

    /// <summary>Gives the draft its name, durably or not at all: a name that a power cut takes away must not let the journal be released.</summary>
    private void Rename(string draft, string path)
    {
        try
        {
            File.Move(draft, path, overwrite: true);
            files.SyncDirectory(directory);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            Delete(path);
            throw new SnapshotException($"The snapshot couldn't be given its name {path}: {reason.Message} The journal is as it was.", reason);
        }
    }

    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // What is told is why the snapshot failed; a draft that stays is deleted when the folder is taken next.
        }
        catch (UnauthorizedAccessException)
        {
            // The same.
        }
    }
}
