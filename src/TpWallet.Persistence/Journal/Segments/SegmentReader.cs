using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal.Segments;

/// <summary>Reads a segment from front to back in big pieces and shows them without copying.</summary>
internal sealed unsafe class SegmentReader : IDisposable
{
    private const int DefaultWindowLength = 8 << 20;

    private readonly int _windowLength;
    private readonly byte* _window;
    private SafeFileHandle? _file;
    private long _windowStart;
    private int _windowFilled;
    private bool _isDirect;

    /// <summary>Takes memory for a window.</summary>
    /// <param name="windowLength">How much is read at once, bytes: a multiple of a block. Whoever reads batches needs room for the largest.</param>
    public SegmentReader(int windowLength = DefaultWindowLength)
    {
        _windowLength = windowLength;
        _window = (byte*)NativeMemory.AlignedAlloc((nuint)windowLength, SealedBatch.BlockSize);
    }

    /// <summary>Length of the open segment, bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Turns to another segment.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isDirect">Whether to read past the page cache, where that can be done; positions must then be multiples of a block.</param>
    public void Open(string path, bool isDirect = false)
    {
        _file?.Dispose();
        _file = isDirect ? JournalFileSystem.OpenDirectToRead(path)
            : File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        _isDirect = isDirect;
        Length = RandomAccess.GetLength(_file);
        _windowStart = 0;
        _windowFilled = 0;
        ReadAhead(0);
    }

    /// <summary>
    /// At most <paramref name="count"/> bytes from <paramref name="position"/>, fewer at the end of the file; valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Read(long position, int count)
    {
        var wanted = (int)Math.Clamp(Length - position, 0, count);
        if (position < _windowStart || position + wanted > _windowStart + _windowFilled)
        {
            Fill(position);
        }

        return new ReadOnlySpan<byte>(_window + (position - _windowStart), wanted);
    }

    /// <summary>Verifies the batch that begins at a position.</summary>
    public BatchDefect ReadBatch(long position, out SealedBatchView batch)
    {
        batch = default;
        var defect = SealedBatch.CheckHeader(Read(position, SealedBatchHeader.Size), out var header);
        return defect == BatchDefect.None ? SealedBatch.TryRead(Read(position, (int)header.Length), out batch) : defect;
    }

    /// <summary>Forgets what was read ahead: it may have changed since.</summary>
    public void Forget() => _windowFilled = 0;

    public void Dispose()
    {
        _file?.Dispose();
        NativeMemory.AlignedFree(_window);
    }

    private void Fill(long position)
    {
        var target = new Span<byte>(_window, (int)Math.Min(_windowLength, Length - position));
        _windowStart = position;
        _windowFilled = 0;
        while (_windowFilled < target.Length)
        {
            var read = RandomAccess.Read(_file!, target[_windowFilled..], position + _windowFilled);
            if (read == 0)
            {
                throw new IOException($"The file became shorter while it was read, at byte {position + _windowFilled}.");
            }

            _windowFilled += read;
        }

        ReadAhead(position + _windowFilled);
    }

    private void ReadAhead(long position)
    {
        if (!_isDirect)
        {
            JournalFileSystem.ReadAhead(_file!, position, _windowLength);
        }
    }
}
