using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace TpWallet.Gateway.Connections;

/// <summary>
/// Buffers for Kestrel's pipes that hold a whole window of frames. Kestrel's own are 4 KiB: a read of a full window then takes dozens of system
/// calls, and a send of many pieces allocates. Blocks are pinned for good, reused, and never given back: at most as many exist as were once in
/// use together.
/// </summary>
internal sealed class LargeBlockPool : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    /// <summary>Bytes of a block: 1,638 replies, or 910 requests.</summary>
    public const int BlockSize = 128 * 1024;

    private readonly ConcurrentQueue<Block> _free = new();

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        return _free.TryDequeue(out var block) ? block : new Block(this);
    }

    /// <summary>One pool serves all connections.</summary>
    MemoryPool<byte> IMemoryPoolFactory<byte>.Create(MemoryPoolOptions? options) => this;

    protected override void Dispose(bool disposing) => _free.Clear();

    private sealed class Block(LargeBlockPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);

        public Memory<byte> Memory => _bytes;

        /// <summary>Pipes dispose a block once for each time that they rent it.</summary>
        public void Dispose() => pool._free.Enqueue(this);
    }
}
