using System.Buffers;

namespace TpWallet.Protocol.Tests;

/// <summary>A sequence cut at given positions.</summary>
internal sealed class SegmentedSequence : ReadOnlySequenceSegment<byte>
{
    private SegmentedSequence(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    public static ReadOnlySequence<byte> Cut(ReadOnlyMemory<byte> bytes, params ReadOnlySpan<int> positions)
    {
        var first = new SegmentedSequence(bytes[..(positions.Length == 0 ? bytes.Length : positions[0])], 0);
        var last = first;
        for (var index = 0; index < positions.Length; index++)
        {
            var end = index + 1 < positions.Length ? positions[index + 1] : bytes.Length;
            var next = new SegmentedSequence(bytes[positions[index]..end], positions[index]);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
