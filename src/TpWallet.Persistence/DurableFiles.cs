using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence;

/// <summary>Files and folders that a power cut doesn't take away again.</summary>
public static class DurableFiles
{
    private const string DraftEnding = ".new";

    /// <summary>Makes a folder and those above it, each durable in the one above.</summary>
    /// <exception cref="IOException">It can't be made.</exception>
    public static void MakeDirectory(string directory) =>
        JournalFileSystem.Default.MakeDirectory(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));

    /// <summary>Makes the names in a folder durable: after files were created in it.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void SyncDirectory(string directory) => JournalFileSystem.Default.SyncDirectory(directory);

    /// <summary>Makes what was written to a file durable; its name is not.</summary>
    /// <exception cref="IOException">The disk failed. What is on it isn't known; write the file anew.</exception>
    public static void Sync(string path) => JournalFileSystem.Default.Sync(path);

    /// <summary>Writes a file that is durable under its name, or not there: whoever reads it sees all of it or what it was before.</summary>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var files = JournalFileSystem.Default;
        files.WriteDurably(path + DraftEnding, content);
        files.Rename(path + DraftEnding, path);
        files.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
