namespace TpWallet.Core.Memory;

/// <summary>Zeroed memory outside the garbage collector's heap, on huge pages where the system gives them.</summary>
internal abstract unsafe class NativeBlock : IDisposable
{
    private readonly byte* _allocation;
    private readonly nuint _allocated;
    private bool _disposed;

    protected NativeBlock(ulong bytes)
    {
        Size = (long)bytes;
        _allocated = (nuint)bytes + SystemMemory.HugePageSize;
        _allocation = SystemMemory.Reserve(_allocated);
        First = (byte*)(((nuint)_allocation + SystemMemory.HugePageSize - 1) & ~(SystemMemory.HugePageSize - 1));
    }

    ~NativeBlock() => Free();

    /// <summary>Size, bytes.</summary>
    public long Size { get; }

    /// <summary>Where it begins, at the beginning of a huge page.</summary>
    protected byte* First { get; }

    /// <summary>
    /// Takes pages from the system now, so that none of them is waited for later; what is in them stays. Beside the thread that uses the block.
    /// </summary>
    public void Populate(long offset, long length)
    {
        if (!_disposed)
        {
            SystemMemory.Populate(First + offset, (nuint)Math.Min(length, Size - offset));
        }
    }

    /// <summary>Gives all pages back to the system; what was in them is zero from here on. Harmless beside a thread that still writes.</summary>
    public void GiveBack() => SystemMemory.GiveBack(_allocation, _allocated);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        SystemMemory.Release(_allocation, _allocated);
    }
}
