using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TpWallet.Disruptor.Tests;

/// <summary>A slot of 256 bytes whose every word follows from its producer and counter, so that a torn or stale slot shows.</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
internal struct Payload
{
    private const int PatternWords = 29;

    public long Producer;
    public long Counter;

    /// <summary>How many stages have handled the slot.</summary>
    public long StagesDone;

    private Pattern _pattern;

    public void Fill(long producer, long counter)
    {
        Producer = producer;
        Counter = counter;
        StagesDone = 0;
        for (var word = 0; word < PatternWords; word++)
        {
            _pattern[word] = Expected(word);
        }
    }

    public readonly bool IsWhole()
    {
        for (var word = 0; word < PatternWords; word++)
        {
            if (_pattern[word] != Expected(word))
            {
                return false;
            }
        }

        return true;
    }

    private readonly long Expected(int word) =>
        unchecked((((Producer + 1) * 0x5DEECE66DL) ^ ((Counter + 1) * 0x1F3D5B79A3C1E7L)) + (word * 0x632BE59BD9B4E019L));

    [InlineArray(PatternWords)]
    private struct Pattern
    {
        private long _word;
    }
}
