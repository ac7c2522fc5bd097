using System.Runtime.InteropServices;

namespace TpWallet.Persistence.Journal.Files;

/// <summary>Zeroed native memory that begins at a multiple of a block, as reading and writing past the page cache demands.</summary>
internal sealed unsafe class AlignedMemory : IDisposable
{
    private readonly int _length;
    private byte* _first;

    public AlignedMemory(int length)
    {
        _length = length;
        _first = (byte*)NativeMemory.AlignedAlloc((nuint)length, SealedBatch.BlockSize);
        Span.Clear();
    }

    ~AlignedMemory() => NativeMemory.AlignedFree(_first);

    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_first is null, this);
            return new Span<byte>(_first, _length);
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_first);
        _first = null;
        GC.SuppressFinalize(this);
    }
}
