using System.ComponentModel;
using System.Runtime.InteropServices;

namespace TpWallet.Server.Tests.Crash;

/// <summary>A file system of its own, small enough to be filled: a tmpfs mounted on a folder. Needs the right to mount.</summary>
internal sealed partial class SmallDisk : IDisposable
{
    private const nuint Remount = 32;
    private const int DetachWhenUnused = 2;
    private const int PieceBytes = 64 << 10;
    private const int ErrorNoSpace = 28;

    private readonly string _folder;

    private readonly List<string> _fillers = [];

    private SmallDisk(string folder) => _folder = folder;

    public long FreeBytes => new DriveInfo(_folder).AvailableFreeSpace;

    /// <summary>Mounts it; the folder is made.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="names">Files and folders that it can hold.</param>
    /// <exception cref="InvalidOperationException">This process must not mount; the message says what to do.</exception>
    public static SmallDisk Mount(string folder, long bytes, int names = 1_000)
    {
        Directory.CreateDirectory(folder);
        Change(folder, flags: 0, $"size={bytes},nr_inodes={names}");
        return new SmallDisk(folder);
    }

    /// <summary>Makes it larger, or smaller; what is on it stays.</summary>
    public void Resize(long bytes) => Change(_folder, Remount, $"size={bytes}");

    /// <summary>Fills it with a file of nothing until no more than so many bytes are free.</summary>
    public void Fill(long leave)
    {
        using var filler = NewFiller();
        var piece = new byte[PieceBytes];
        try
        {
            while (FreeBytes > leave)
            {
                filler.Write(piece.AsSpan(0, (int)Math.Min(piece.Length, FreeBytes - leave)));
            }
        }
        catch (IOException exception) when (exception.HResult == ErrorNoSpace && leave == 0)
        {
            // That is what was wanted; whoever else writes here took the last bytes.
        }
    }

    /// <summary>Makes empty files until no more can be made.</summary>
    public void FillNames()
    {
        try
        {
            while (true)
            {
                NewFiller().Dispose();
            }
        }
        catch (IOException exception) when (exception.HResult == ErrorNoSpace)
        {
            // That is what was wanted.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free()
    {
        _fillers.ForEach(File.Delete);
        _fillers.Clear();
    }

    public void Dispose()
    {
        if (Unmount(_folder, DetachWhenUnused) != 0)
        {
            throw new Win32Exception();
        }
    }

    private FileStream NewFiller()
    {
        var path = Path.Combine(_folder, $"filler-{_fillers.Count}");
        var filler = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        _fillers.Add(path);
        return filler;
    }

    private static void Change(string folder, nuint flags, string options)
    {
        if (MountFileSystem("tmpfs", folder, "tmpfs", flags, options) != 0)
        {
            throw new InvalidOperationException($"This test fills a small disk, a tmpfs on {folder}, which can't be mounted: "
                + $"{new Win32Exception().Message}. Run it as root, or as 'unshare --user --map-root-user --mount dotnet test ...'.");
        }
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountFileSystem(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
