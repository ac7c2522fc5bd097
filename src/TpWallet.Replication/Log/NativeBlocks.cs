using System.Buffers;
using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;

namespace TpWallet.Replication.Log;

/// <summary>Native memory that begins at a multiple of a block, as writing past the page cache demands.</summary>
internal sealed unsafe class NativeBlocks(int length) : MemoryManager<byte>
{
    private byte* _first = (byte*)NativeMemory.AlignedAlloc((nuint)length, SealedBatch.BlockSize);

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_first is null, this);
        return new Span<byte>(_first, length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new(_first + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.AlignedFree(_first);
        _first = null;
    }
}
