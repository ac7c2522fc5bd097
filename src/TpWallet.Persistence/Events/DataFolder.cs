using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Events;

/// <summary>A folder that one process at a time holds, and in which small files are replaced whole.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockFile = "lock";
    private const string DraftSuffix = ".new";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream folderLock)
    {
        Path = path;
        _lock = folderLock;
    }

    public string Path { get; }

    /// <summary>Takes a folder, making it when missing.</summary>
    /// <exception cref="IOException">It is in use, or can't be made.</exception>
    public static DataFolder Own(string directory)
    {
        var path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(directory));
        Make(path);
        var lockPath = System.IO.Path.Combine(path, LockFile);
        return new DataFolder(path, new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
    }

    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    /// <summary>Writes a file that is durable under its name, or not there: whoever reads it sees all of it or what it was before.</summary>
    public void Replace(string file, ReadOnlySpan<byte> content)
    {
        var target = PathOf(file);
        using (var draft = File.OpenHandle(target + DraftSuffix, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(draft, content, 0);
            RandomAccess.FlushToDisk(draft);
        }

        File.Move(target + DraftSuffix, target, overwrite: true);
        Sync();
    }

    /// <summary>The content of a file; null: there is none.</summary>
    public byte[]? Read(string file) => File.Exists(PathOf(file)) ? File.ReadAllBytes(PathOf(file)) : null;

    /// <summary>Makes the names in the folder durable.</summary>
    public void Sync() => JournalFileSystem.Default.SyncDirectory(Path);

    public void Dispose() => _lock.Dispose();

    /// <summary>A folder is durable when the one above is synced, and that one in turn.</summary>
    private static void Make(string path)
    {
        if (Directory.Exists(path) || System.IO.Path.GetDirectoryName(path) is not { } parent)
        {
            return;
        }

        Make(parent);
        Directory.CreateDirectory(path);
        JournalFileSystem.Default.SyncDirectory(parent);
    }
}
