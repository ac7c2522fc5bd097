using System.Security.Cryptography;
using TpWallet.Persistence;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.Operations;

namespace TpWallet.Server.Backups;

/// <summary>The files of a backup's folder: what they are when it is made, and whether they still are.</summary>
/// <param name="directory">The folder.</param>
/// <param name="pacer">The pace of reading.</param>
/// <param name="progress">Told of every piece.</param>
internal sealed class BackupFiles(string directory, Pacer pacer, IProgress<OperationProgress> progress)
{
    private const int PieceLength = 256 << 10;
    private const string LockFile = "lock";
    private const string DraftEnding = ".new";

    /// <summary>Makes every file durable, with its name, and says what it is.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public IReadOnlyList<BackupFile> Seal(CancellationToken cancellationToken)
    {
        var paths = Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(IsContent).Order(StringComparer.Ordinal).ToArray();
        var (done, total) = (0L, paths.Sum(static path => new FileInfo(path).Length));
        var files = new List<BackupFile>();
        foreach (var path in paths)
        {
            DurableFiles.Sync(path);
            var file = Read(path, "making the copy durable and checking it", done, total, cancellationToken);
            files.Add(file);
            done += file.Bytes;
        }

        foreach (var folder in Directory.EnumerateDirectories(directory, "*", SearchOption.AllDirectories).Append(directory))
        {
            DurableFiles.SyncDirectory(folder);
        }

        return files;
    }

    /// <summary>Compares every file with what the manifest says.</summary>
    /// <exception cref="BackupDamagedException">One is missing or altered.</exception>
    public void Check(BackupManifest manifest, CancellationToken cancellationToken)
    {
        var (done, total) = (0L, manifest.Files.Sum(static file => file.Bytes));
        foreach (var file in manifest.Files)
        {
            ExpectSame(file, Find(file, done, total, cancellationToken));
            done += file.Bytes;
        }
    }

    /// <summary>Where a file of the manifest is; it can't be outside the folder.</summary>
    /// <exception cref="BackupDamagedException">It would be.</exception>
    public static string PathIn(string directory, BackupFile file)
    {
        var root = Path.GetFullPath(directory) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, file.Path));
        return path.StartsWith(root, StringComparison.Ordinal)
            ? path
            : throw new BackupDamagedException(BackupManifestFile.Name, $"it names the file {file.Path}, which is outside the backup");
    }

    /// <summary>Refuses a file that isn't what it was.</summary>
    /// <exception cref="BackupDamagedException">It isn't.</exception>
    public static void ExpectSame(BackupFile wanted, BackupFile found)
    {
        if (found.Bytes != wanted.Bytes)
        {
            throw new BackupDamagedException(wanted.Path, $"it has {found.Bytes} bytes, not {wanted.Bytes}");
        }

        if (found.Sha256 != wanted.Sha256)
        {
            throw new BackupDamagedException(wanted.Path, $"its content was altered: SHA-256 {found.Sha256}, not {wanted.Sha256}");
        }
    }

    private static bool IsContent(string path) =>
        Path.GetFileName(path) != LockFile && !path.EndsWith(DraftEnding, StringComparison.Ordinal);

    private BackupFile Find(BackupFile file, long done, long total, CancellationToken cancellationToken)
    {
        var path = PathIn(directory, file);
        try
        {
            return Read(path, "checking the backup", done, total, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var finding = File.Exists(path) ? $"it can't be read: {exception.Message}" : "it is missing";
            throw new BackupDamagedException(file.Path, finding, exception);
        }
    }

    private BackupFile Read(string path, string step, long done, long total, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        var piece = new byte[PieceLength];
        var length = 0L;
        for (int read; (read = file.Read(piece)) > 0; length += read)
        {
            pacer.Wait(read, cancellationToken);
            hash.AppendData(piece, 0, read);
            progress.Report(new OperationProgress(step, done + length, total));
        }

        var name = Path.GetRelativePath(directory, path).Replace(Path.DirectorySeparatorChar, '/');
        return new BackupFile(name, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
