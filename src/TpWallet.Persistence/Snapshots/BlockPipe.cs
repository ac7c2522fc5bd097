using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Snapshots;

/// <summary>
/// Hands blocks, in order, from a thread that fills them to one that empties them: while one works on a block the other is ahead or behind by at
/// most <see cref="BlockCount"/>. Either may end it; the other is told when it asks for a block.
/// </summary>
/// <param name="blockLength">Longest block, bytes.</param>
internal sealed class BlockPipe(int blockLength) : IDisposable
{
    /// <summary>One is filled, one is emptied, one lies ready between.</summary>
    public const int BlockCount = 3;

    private readonly AlignedMemory _memory = new(BlockCount * blockLength);
    private readonly int[] _lengths = new int[BlockCount];
    private readonly SemaphoreSlim _free = new(BlockCount);
    private readonly SemaphoreSlim _filled = new(0);
    private long _published;
    private long _taken;
    private volatile bool _abandoned;

    /// <summary>The filling thread: waits for a free block; empty when the other side takes no more.</summary>
    public Span<byte> Claim(CancellationToken cancellation)
    {
        _free.Wait(cancellation);
        return _abandoned ? [] : BlockOf(_published);
    }

    /// <summary>The filling thread: the claimed block holds <paramref name="length"/> bytes, more than 0, and may be taken.</summary>
    public void Publish(int length)
    {
        _lengths[_published++ % BlockCount] = length;
        _filled.Release();
    }

    /// <summary>The filling thread: nothing follows.</summary>
    public void Complete() => _filled.Release();

    /// <summary>The emptying thread: waits for the next block, which is then <see cref="Current"/>; false when none follows.</summary>
    public bool Take(CancellationToken cancellation)
    {
        _filled.Wait(cancellation);
        if (_taken < Volatile.Read(ref _published))
        {
            return true;
        }

        // Whoever asks again gets the same answer.
        _filled.Release();
        return false;
    }

    /// <summary>The emptying thread: the block that it has taken and not yet released.</summary>
    public Span<byte> Current => BlockOf(_taken)[.._lengths[_taken % BlockCount]];

    /// <summary>The emptying thread: is done with the block that it took.</summary>
    public void Release()
    {
        _taken++;
        _free.Release();
    }

    /// <summary>The emptying thread: takes no more.</summary>
    public void Abandon()
    {
        _abandoned = true;
        _free.Release();
    }

    public void Dispose()
    {
        _memory.Dispose();
        _free.Dispose();
        _filled.Dispose();
    }

    private Span<byte> BlockOf(long number) => _memory.Span.Slice((int)(number % BlockCount) * blockLength, blockLength);
}
