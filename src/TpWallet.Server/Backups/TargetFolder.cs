using TpWallet.Persistence;
using TpWallet.Server.Engine.Storage;

namespace TpWallet.Server.Backups;

/// <summary>A new or empty folder that is to be filled, on a disk that must not be filled up.</summary>
/// <param name="path">The folder.</param>
/// <param name="reserveBytes">Bytes that must stay free on its disk: a switch may live there.</param>
internal sealed class TargetFolder(string path, long reserveBytes)
{
    private const long LookEveryBytes = 16L << 20;

    private long _untilLook;

    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Why a folder can't be filled; null: it is new or empty.</summary>
    public static string? WhyNot(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        return File.Exists(full) ? $"{full} is a file: name a new or empty folder"
            : Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any() ? $"{full} is not empty: name a new or empty folder"
            : null;
    }

    /// <summary>Makes it.</summary>
    /// <exception cref="StorageException">It is there and not empty.</exception>
    /// <exception cref="IOException">It can't be made.</exception>
    public void Make()
    {
        if (WhyNot(Path) is { } reason)
        {
            throw new StorageException(reason);
        }

        DurableFiles.MakeDirectory(Path);
    }

    /// <summary>Refuses when so much doesn't fit.</summary>
    /// <param name="what">What is to be written, for a person.</param>
    /// <param name="bytes">How much.</param>
    /// <exception cref="StorageException">There is no room.</exception>
    public void ExpectRoom(string what, long bytes)
    {
        var free = new DriveInfo(Path).AvailableFreeSpace;
        if (free - bytes < reserveBytes)
        {
            throw new StorageException($"No space for {what} in {Path}: {bytes} bytes are needed, {reserveBytes} must stay free, and {free} are.");
        }
    }

    /// <summary>Looks now and then whether there is still room, as somebody else may be writing, too.</summary>
    /// <inheritdoc cref="ExpectRoom"/>
    public void Take(string what, int bytes)
    {
        _untilLook -= bytes;
        if (_untilLook <= 0)
        {
            ExpectRoom(what, LookEveryBytes);
            _untilLook = LookEveryBytes;
        }
    }
}
