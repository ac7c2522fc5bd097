using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal.Segments;

/// <summary>Reads a segment from front to back in big pieces and shows them without copying.</summary>
internal sealed unsafe class SegmentReader : IDisposable
{
    private const int WindowLength = 8 << 20;

    private readonly byte* _window = (byte*)NativeMemory.AlignedAlloc(WindowLength, SealedBatch.BlockSize);
    private SafeFileHandle? _file;
    private long _windowStart;
    private int _windowFilled;

    /// <summary>Length of the open segment, bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Turns to another segment.</summary>
    public void Open(string path)
    {
        _file?.Dispose();
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.SequentialScan);
        Length = RandomAccess.GetLength(_file);
        _windowStart = 0;
        _windowFilled = 0;
        JournalFileSystem.ReadAhead(_file, 0, WindowLength);
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

    public void Dispose()
    {
        _file?.Dispose();
        NativeMemory.AlignedFree(_window);
    }

    private void Fill(long position)
    {
        var target = new Span<byte>(_window, (int)Math.Min(WindowLength, Length - position));
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

        JournalFileSystem.ReadAhead(_file!, position + _windowFilled, WindowLength);
    }
}
