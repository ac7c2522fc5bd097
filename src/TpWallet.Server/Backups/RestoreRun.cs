using System.Security.Cryptography;
using TpWallet.Persistence;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Recovery;
using TpWallet.Server.Engine.Storage;
using TpWallet.Server.Operations;

namespace TpWallet.Server.Backups;

/// <summary>
/// Makes a data folder of a backup: checks every file first, copies, and recovers the copy as a start would. The description of the journal, without
/// which no switch starts on the folder, comes last.
/// </summary>
/// <param name="lines">Takes progress for a person.</param>
internal sealed class RestoreRun(IProgress<string> lines)
{
    private const string Last = $"{SwitchConfiguration.JournalFolder}/journal.json";
    private const int PieceLength = 1 << 20;

    private readonly OncePerSecond _progress = new(value => lines.Report(value.ToString()));

    /// <summary>Restores.</summary>
    /// <param name="backup">The backup's folder.</param>
    /// <param name="data">A new or empty folder.</param>
    /// <param name="reserveBytes">Bytes that must stay free on its disk.</param>
    /// <param name="cancellationToken">Ends it; what was copied until then is no data folder.</param>
    /// <exception cref="BackupDamagedException">The backup is damaged; nothing was written.</exception>
    /// <exception cref="StorageException">The folder isn't empty, its disk has no room, or the copy doesn't give the state it should.</exception>
    public RecoveredState Run(string backup, string data, long reserveBytes, CancellationToken cancellationToken)
    {
        var manifest = BackupManifestFile.Read(backup);
        var target = new TargetFolder(data, reserveBytes);
        new BackupFiles(Path.GetFullPath(backup), new Pacer(static () => SnapshotStore.Unpaced, TimeProvider.System), _progress)
            .Check(manifest, cancellationToken);
        target.Make();
        target.ExpectRoom("the restored folder", manifest.Files.Sum(static file => file.Bytes));
        Copy(manifest, backup, target.Path, cancellationToken);
        var state = OfflineRecovery.Run(target.Path, fromBeginning: false, archive: null, lines, cancellationToken);
        return state.End.Sequence == manifest.LastSequence && state.End.Hash.ToString() == manifest.LastHash
            ? state
            : throw Different(manifest, state);
    }

    private static StorageException Different(BackupManifest manifest, RecoveredState state)
    {
        var (sequence, hash) = (state.End.Sequence, state.End.Hash);
        state.Dispose();
        return new StorageException($"The restored journal ends at sequence {sequence} with the hash {hash}, the backup's at {manifest.LastSequence} "
            + $"with {manifest.LastHash}: don't serve from it. Delete the folder and use another backup.");
    }

    private void Copy(BackupManifest manifest, string backup, string target, CancellationToken cancellationToken)
    {
        var (done, total) = (0L, manifest.Files.Sum(static file => file.Bytes));
        foreach (var file in manifest.Files.OrderBy(static file => file.Path == Last))
        {
            var path = BackupFiles.PathIn(target, file);
            DurableFiles.MakeDirectory(Path.GetDirectoryName(path)!);
            if (file.Path == Last)
            {
                SyncDirectories(target);
            }

            CopyFile(file, BackupFiles.PathIn(backup, file), path, bytes => _progress.Report(
                new OperationProgress("copying the backup", done + bytes, total)), cancellationToken);
            done += file.Bytes;
        }

        SyncDirectories(target);
    }

    private static void SyncDirectories(string target)
    {
        foreach (var folder in Directory.EnumerateDirectories(target, "*", SearchOption.AllDirectories).Append(target))
        {
            DurableFiles.SyncDirectory(folder);
        }
    }

    /// <summary>What is copied is compared once more: a disk that fails between check and copy must not go unnoticed.</summary>
    private static void CopyFile(BackupFile file, string source, string target, Action<long> progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var reader = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        using var writer = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var piece = new byte[PieceLength];
        var length = 0L;
        for (int read; (read = reader.Read(piece)) > 0; length += read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(piece, 0, read);
            writer.Write(piece, 0, read);
            progress(length);
        }

        writer.Flush(flushToDisk: true);
        if (length != file.Bytes || Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
        {
            throw new StorageException($"{file.Path} was altered while it was copied: the disk can't be trusted. What was copied is no data folder; "
                + "delete it.");
        }
    }
}
