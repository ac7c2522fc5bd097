using System.Numerics;

namespace TpWallet.Aeron.Logs;

/// <summary>
/// Positions and terms of one log. A position counts the bytes since the start of the initial term; a term id is a 32-bit counter that
/// starts anywhere and wraps, so that only its difference to the initial one has a meaning.
/// </summary>
internal readonly struct TermGeometry
{
    public const int FrameAlignment = 32;
    public const int TermCount = 3;
    public const int MinTermLength = 64 * 1024;
    public const int MaxTermLength = 1024 * 1024 * 1024;
    public const int MaxMessageLength = 16 * 1024 * 1024;

    private readonly int _shift;

    public TermGeometry(int termLength, int initialTermId)
    {
        if (!IsTermLength(termLength))
        {
            throw new ArgumentOutOfRangeException(
                nameof(termLength), termLength, $"A term length is a power of two from {MinTermLength} to {MaxTermLength}.");
        }

        TermLength = termLength;
        InitialTermId = initialTermId;
        _shift = BitOperations.TrailingZeroCount(termLength);
    }

    public int TermLength { get; }

    public int InitialTermId { get; }

    /// <summary>The first position that can't be written: the term ids of a stream are used once.</summary>
    public long MaxPosition => (long)TermLength << 31;

    public static bool IsTermLength(int value) => value is >= MinTermLength and <= MaxTermLength && BitOperations.IsPow2(value);

    public static int Align(int length) => (length + (FrameAlignment - 1)) & ~(FrameAlignment - 1);

    public static bool IsAligned(int value) => (value & (FrameAlignment - 1)) == 0;

    /// <summary>The position of an offset in a term; negative when the term is before the initial one (or 2^31 and more after it).</summary>
    public long PositionOf(int termId, int termOffset) => ((long)(termId - InitialTermId) << _shift) + termOffset;

    public int TermIdAt(long position) => InitialTermId + (int)(position >> _shift);

    public int OffsetAt(long position) => (int)position & (TermLength - 1);

    public int IndexAt(long position) => (int)((ulong)(position >> _shift) % TermCount);
}
