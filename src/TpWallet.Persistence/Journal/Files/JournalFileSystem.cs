using FASTER.core;
using Microsoft.Win32.SafeHandles;

namespace TpWallet.Persistence.Journal.Files;

/// <summary>What journal and snapshots ask of the operating system and what a test may make fail.</summary>
internal class JournalFileSystem
{
    public static readonly JournalFileSystem Default = new();
    private const int WindowsDiskFull = unchecked((int)0x8007_0070);

    /// <summary>Opens an existing file for writing in blocks.</summary>
    public virtual BlockFile Open(string path, DurabilityMode durability) =>
        OperatingSystem.IsLinux() ? LinuxBlockFile.Open(path, durability) : new PortableBlockFile(path, durability);

    /// <summary>Opens an existing file for filling it in blocks that are synced together at the end.</summary>
    public virtual BlockFile OpenUnsynced(string path) =>
        OperatingSystem.IsLinux() ? LinuxBlockFile.OpenUnsynced(path) : new PortableBlockFile(path, DurabilityMode.Memory);

    /// <summary>Makes what was written to a file durable.</summary>
    public virtual void Sync(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Opens an existing file for reading it in blocks.</summary>
    public virtual BlockReader OpenReader(string path) => new DirectBlockReader(path);

    /// <summary>Opens a file for reading past the page cache, in whole blocks, where that can be done.</summary>
    public static SafeFileHandle OpenDirectToRead(string path) =>
        OperatingSystem.IsLinux()
            ? LinuxFile.OpenDirectToRead(path)
            : File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);


    /// <summary>Opens the files of a FasterLog; in <see cref="DurabilityMode.Fsync"/> each write is durable when it completes.</summary>
    public virtual IDevice OpenLogDevice(string path, DurabilityMode durability) =>
        Devices.CreateLogDevice(path, recoverDevice: true, disableFileBuffering: durability == DurabilityMode.Fsync);

    /// <summary>Bytes that can still be written below <paramref name="directory"/>.</summary>
    public virtual long FreeBytes(string directory) => new DriveInfo(directory).AvailableFreeSpace;

    /// <summary>Whether a failure means that there is no space: on the disk or in the quota.</summary>
    public static bool IsNoSpace(IOException failure) =>
        failure.HResult is LinuxFile.ErrorNoSpace or LinuxFile.ErrorQuota or WindowsDiskFull;

    /// <summary>Reserves space for a whole file, so that filling it can't run out of it.</summary>
    /// <exception cref="IOException">There is none, or the disk failed.</exception>
    public virtual void Reserve(string path, long length)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        if (OperatingSystem.IsLinux())
        {
            LinuxFile.Reserve(file, path, length);
        }
    }

    /// <summary>Writes a file; its content, not its name, is durable on return.</summary>
    public virtual void WriteDurably(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, bytes, 0);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Gives a file that won't change any more a second name, or copies it, durably, where no second name can be given.</summary>
    public virtual void LinkOrCopy(string source, string target)
    {
        File.Delete(target);
        if (OperatingSystem.IsLinux() && LinuxFile.TryLink(source, target))
        {
            return;
        }

        try
        {
            File.Copy(source, target);
            using var copy = File.OpenHandle(target, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(copy);
        }
        catch
        {
            File.Delete(target);
            throw;
        }
    }

    /// <summary>Renames a file, in place of another one if there is one.</summary>
    public virtual void Rename(string source, string target) => File.Move(source, target, overwrite: true);

    /// <summary>Deletes a file, if it is there.</summary>
    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>Hints that bytes of a file will be read soon.</summary>
    public static void ReadAhead(SafeFileHandle file, long position, long length)
    {
        if (OperatingSystem.IsLinux())
        {
            LinuxFile.ReadAhead(file, position, length);
        }
    }

    /// <summary>
    /// Makes a directory and those above it, each durable in the one above: a journal whose folder a power cut takes away would begin anew.
    /// </summary>
    public void MakeDirectory(string path)
    {
        if (Directory.Exists(path) || Path.GetDirectoryName(path) is not { } parent)
        {
            return;
        }

        MakeDirectory(parent);
        Directory.CreateDirectory(path);
        SyncDirectory(parent);
    }

    /// <summary>Makes the names in a directory durable: after a file was created, renamed or deleted in it.</summary>
    public virtual void SyncDirectory(string directory)
    {
        // Elsewhere the file system keeps its names itself: Windows has no way to sync a directory.
        if (OperatingSystem.IsLinux())
        {
            LinuxFile.SyncDirectory(directory);
        }
    }
}
