using System.Security.Cryptography;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Events;

/// <summary>Sums up a segment block by block.</summary>
internal sealed class SegmentSummary : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private EventSegment _segment;

    public int Number => _segment.Number;

    public int Blocks => _segment.Blocks;

    public ulong FirstSequence => _segment.FirstSequence;

    /// <summary>Begins another segment.</summary>
    public void Begin(int number)
    {
        _segment = new EventSegment { Number = number };
        _hash.GetHashAndReset();
    }

    /// <summary>Adds a block that ends at a position in the file.</summary>
    public void Add(in OutcomeBlockView block, long end)
    {
        if (_segment.Blocks == 0)
        {
            _segment.FirstSequence = block.FirstSequence;
            _segment.FirstTimeMs = block.FirstTimeMs;
        }

        _segment.LastSequence = block.LastSequence;
        _segment.LastTimeMs = block.LastTimeMs;
        _segment.End = end;
        _segment.Blocks++;
        _hash.AppendData(block.HeaderBytes);
    }

    /// <summary>What there is so far.</summary>
    public EventSegment Conclude()
    {
        Span<byte> hash = stackalloc byte[Hash256.Size];
        _hash.GetCurrentHash(hash);
        return _segment with { Hash = new Hash256(hash) };
    }

    public void Dispose() => _hash.Dispose();
}
