using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace TpWallet.Persistence.Events;

/// <summary>
/// The numbered files of a log. Reads from any thread; writes, syncs and deletions from one at a time. A bounded number of files is kept open; one
/// that is deleted or closed meanwhile stays readable to whoever reads it.
/// </summary>
internal sealed class SegmentFiles(DataFolder folder, string name) : IDisposable
{
    private const int OpenMax = 128;

    private readonly Lock _opening = new();
    private readonly (int Number, SafeFileHandle? Handle)[] _open = new (int, SafeFileHandle?)[OpenMax];
    private readonly SortedSet<int> _unsynced = [];
    private bool _isNameUnsynced;

    public string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");

    /// <summary>Numbers of the files in the folder, ascending.</summary>
    public int[] List() =>
    [
        .. Directory.EnumerateFiles(folder.Path, name + ".*")
            .Select(static path => Path.GetExtension(path)[1..])
            .Where(static digits => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(static digits => int.Parse(digits, CultureInfo.InvariantCulture))
            .Order(),
    ];

    /// <summary>Length of a file, bytes; -1: there is none.</summary>
    public long LengthOf(int number)
    {
        var file = new FileInfo(folder.PathOf(NameOf(number)));
        return file.Exists ? file.Length : -1;
    }

    /// <summary>Reads as many bytes as there are.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public int Read(int number, Span<byte> target, long position)
    {
        var file = Rent(number, FileMode.Open);
        try
        {
            var done = 0;
            int read;
            while (done < target.Length && (read = RandomAccess.Read(file, target[done..], position + done)) > 0)
            {
                done += read;
            }

            return done;
        }
        finally
        {
            file.DangerousRelease();
        }
    }

    /// <inheritdoc cref="Read"/>
    public async ValueTask<int> ReadAsync(int number, Memory<byte> target, long position)
    {
        var file = Rent(number, FileMode.Open);
        try
        {
            var done = 0;
            int read;
            while (done < target.Length && (read = await RandomAccess.ReadAsync(file, target[done..], position + done).ConfigureAwait(false)) > 0)
            {
                done += read;
            }

            return done;
        }
        finally
        {
            file.DangerousRelease();
        }
    }

    /// <summary>Writes, making the file when missing. Durable after <see cref="Sync"/>.</summary>
    public void Write(int number, ReadOnlySpan<byte> bytes, long position)
    {
        var file = Rent(number, FileMode.OpenOrCreate);
        try
        {
            lock (_opening)
            {
                _isNameUnsynced |= _unsynced.Add(number) && RandomAccess.GetLength(file) == 0;
            }

            RandomAccess.Write(file, bytes, position);
        }
        finally
        {
            file.DangerousRelease();
        }
    }

    /// <summary>Makes everything written so far durable, and the names of new files.</summary>
    public void Sync()
    {
        int[] numbers;
        bool isNameUnsynced;
        lock (_opening)
        {
            numbers = [.. _unsynced];
            isNameUnsynced = _isNameUnsynced;
            _unsynced.Clear();
            _isNameUnsynced = false;
        }

        foreach (var number in numbers)
        {
            var file = Rent(number, FileMode.Open);
            try
            {
                RandomAccess.FlushToDisk(file);
            }
            finally
            {
                file.DangerousRelease();
            }
        }

        if (isNameUnsynced)
        {
            folder.Sync();
        }
    }

    /// <summary>Cuts a file off, or makes it longer with zeros.</summary>
    public void SetLength(int number, long length)
    {
        var file = Rent(number, FileMode.Open);
        try
        {
            RandomAccess.SetLength(file, length);
            RandomAccess.FlushToDisk(file);
        }
        finally
        {
            file.DangerousRelease();
        }
    }

    /// <summary>Deletes a file and lets go of it, so that its space is free.</summary>
    public void Delete(int number)
    {
        lock (_opening)
        {
            _unsynced.Remove(number);
            ref var slot = ref _open[number % OpenMax];
            if (slot.Number == number)
            {
                slot.Handle?.Dispose();
                slot = default;
            }
        }

        File.Delete(folder.PathOf(NameOf(number)));
    }

    public void Dispose()
    {
        lock (_opening)
        {
            foreach (ref var slot in _open.AsSpan())
            {
                slot.Handle?.Dispose();
                slot = default;
            }
        }
    }

    /// <summary>Opens a file, or takes the one that is open; it stays usable until it is released, whatever others do.</summary>
    private SafeFileHandle Rent(int number, FileMode mode)
    {
        lock (_opening)
        {
            ref var slot = ref _open[number % OpenMax];
            if (slot.Handle is null || slot.Number != number)
            {
                var file = File.OpenHandle(folder.PathOf(NameOf(number)), mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
                slot.Handle?.Dispose();
                slot = (number, file);
            }

            var isAdded = false;
            slot.Handle!.DangerousAddRef(ref isAdded);
            return slot.Handle;
        }
    }
}
