using System.Buffers;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace TpWallet.Replication.Views;

/// <summary>
/// The view in a file, for groups whose members run on one host. Every access holds a lock on a file of its own, which is never renamed or deleted: a
/// lock on the file that is replaced would have two winners. The lock is the kernel's: it goes when its process goes, and is never broken by anybody.
/// </summary>
public sealed class FileViewStore : IViewStore
{
    private const string ViewFile = "view.json";
    private const string LockFile = "view.lock";
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(2);
    private readonly string _directory;
    private readonly string _viewPath;
    private readonly string _lockPath;
    private readonly TimeSpan _timeout;

    private FileViewStore(string directory, TimeSpan timeout)
    {
        _directory = directory;
        _viewPath = Path.Combine(directory, ViewFile);
        _lockPath = Path.Combine(directory, LockFile);
        _timeout = timeout;
    }

    /// <summary>Opens the store in a folder, which is made when missing, and proves that locks work there.</summary>
    /// <param name="directory">The folder, the same for all members.</param>
    /// <param name="timeout">How long an access waits for the lock.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ViewStoreException">It lies on a network file system, locks don't work there, or the lock can't be had in time.</exception>
    public static async Task<FileViewStore> OpenAsync(string directory, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        directory = Path.GetFullPath(directory);
        Directory.CreateDirectory(directory);
        var drive = new DriveInfo(directory);
        if (drive.DriveType == DriveType.Network)
        {
            throw new ViewStoreException(
                $"'{directory}' lies on a network file system ({drive.DriveFormat}), whose locks can't be relied upon: use etcd for members on "
                    + "several hosts.");
        }

        var store = new FileViewStore(directory, timeout);
        using (await store.LockAsync(cancellationToken).ConfigureAwait(false))
        {
            store.ProveLock();
        }

        return store;
    }

    /// <inheritdoc/>
    public async Task<StoredView?> ReadAsync(CancellationToken cancellationToken)
    {
        // Under the lock, so that nothing is read that a power cut could still take back.
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        return ReadFile();
    }

    /// <inheritdoc/>
    public async Task<SwapAnswer> SwapAsync(StoredView? expected, View desired, CancellationToken cancellationToken)
    {
        try
        {
            using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
            var current = ReadFile();
            if (current != expected)
            {
                return new SwapAnswer(SwapOutcome.Refused);
            }

            var next = new StoredView((current?.Revision ?? 0) + 1, desired);
            WriteFile(next);
            return new SwapAnswer(SwapOutcome.Succeeded, next.Revision);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ViewStoreException or OperationCanceledException)
        {
            return new SwapAnswer(SwapOutcome.Unknown, Reason: exception.Message);
        }
    }

    /// <inheritdoc/>
    public async Task WatchAsync(Action changed, CancellationToken cancellationToken)
    {
        using var watcher = new FileSystemWatcher(_directory, ViewFile);
        watcher.Renamed += (_, _) => changed();
        watcher.Changed += (_, _) => changed();
        watcher.Error += (_, _) => changed();
        watcher.EnableRaisingEvents = true;
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Nothing is held between two calls.</summary>
    public void Dispose()
    {
    }

    private StoredView? ReadFile()
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(_viewPath);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        return TryParse(bytes, out var stored)
            ? stored
            : throw new ViewStoreException(
                $"'{_viewPath}' holds no view. It is only ever replaced as a whole: something else wrote it, or the disk failed.");
    }

    private void WriteFile(StoredView stored)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("revision", stored.Revision);
            json.WritePropertyName("view");
            ViewJson.Write(json, stored.View);
            json.WriteEndObject();
        }

        var newPath = _viewPath + ".new";
        using (var file = File.OpenHandle(newPath, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, buffer.WrittenSpan, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(newPath, _viewPath, overwrite: true);
        DirectorySync.Sync(_directory);
    }

    private static bool TryParse(byte[] bytes, out StoredView? stored)
    {
        stored = null;
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 8 });
            var revision = document.RootElement.GetProperty("revision").GetInt64();
            stored = ViewJson.Read(document.RootElement.GetProperty("view")) is { } view && revision > 0 ? new StoredView(revision, view) : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            // Not a stored view; the caller names the file.
            stored = null;
        }

        return stored is not null;
    }

    /// <summary>Waits for the lock; others hold it for a write and two syncs.</summary>
    private async Task<SafeFileHandle> LockAsync(CancellationToken cancellationToken)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return OpenLock();
            }
            catch (IOException exception) when (TimeProvider.System.GetElapsedTime(started) >= _timeout)
            {
                throw new ViewStoreException($"'{_lockPath}' could not be locked within {_timeout.TotalMilliseconds} ms.", exception);
            }
            catch (IOException)
            {
                await Task.Delay(LockRetry, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private SafeFileHandle OpenLock() => File.OpenHandle(_lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>While this process holds the lock nobody may get it, this process included; where locks are switched off, all do.</summary>
    private void ProveLock()
    {
        SafeFileHandle second;
        try
        {
            second = OpenLock();
        }
        catch (IOException)
        {
            return; // As it must be.
        }

        second.Dispose();
        throw new ViewStoreException(
            $"'{_lockPath}' could be locked twice: the file system doesn't lock, or DOTNET_SYSTEM_IO_DISABLEFILELOCKING switches locking off.");
    }
}
