using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TpWallet.Aeron.Frames;

namespace TpWallet.Aeron.Logs;

/// <summary>
/// Three term buffers used in rotation. A frame length of zero means "not here yet", so a range must be cleaned before it is written again.
/// The buffers are pinned managed memory: they can be handed to the kernel by address, yet live as long as anyone can still reach them.
/// </summary>
internal sealed class TermLog
{
    private const int CacheLine = 64;
    private readonly byte[][] _terms = new byte[TermGeometry.TermCount][];
    private readonly int[] _starts = new int[TermGeometry.TermCount];

    public TermLog(TermGeometry geometry)
    {
        Geometry = geometry;
        for (var i = 0; i < TermGeometry.TermCount; i++)
        {
            _terms[i] = GC.AllocateArray<byte>(geometry.TermLength + CacheLine, pinned: true);
            var address = (long)Marshal.UnsafeAddrOfPinnedArrayElement(_terms[i], 0);
            _starts[i] = (int)(-address & (CacheLine - 1));
        }
    }

    public TermGeometry Geometry { get; }

    /// <summary>The first byte at a position. The caller stays within the term.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte At(long position)
    {
        var index = Geometry.IndexAt(position);
        ref var term = ref MemoryMarshal.GetArrayDataReference(_terms[index]);
        return ref Unsafe.Add(ref term, (nint)(uint)(_starts[index] + Geometry.OffsetAt(position)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref DataHeader HeaderAt(long position) => ref Unsafe.As<byte, DataHeader>(ref At(position));

    public Span<byte> Slice(long position, int length)
    {
        var index = Geometry.IndexAt(position);
        return _terms[index].AsSpan(_starts[index] + Geometry.OffsetAt(position), length);
    }

    /// <summary>A frame's bytes; the caller has checked that it ends within the term.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> FrameAt(long position, int length) => MemoryMarshal.CreateSpan(ref At(position), length);

    public ReadOnlyMemory<byte> Memory(long position, int length)
    {
        var index = Geometry.IndexAt(position);
        return new ReadOnlyMemory<byte>(_terms[index], _starts[index] + Geometry.OffsetAt(position), length);
    }

    /// <summary>The frame length at a position, read with acquire semantics: what it covers was written before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FrameLengthAt(long position) => Volatile.Read(ref HeaderAt(position).Frame.FrameLength);

    /// <summary>
    /// The bytes of whole frames from a position on that fit in <paramref name="maxLength"/> and in the term.
    /// Of a PAD only the header counts; what it skips is returned in <paramref name="padding"/>, and nothing follows it.
    /// </summary>
    public int ScanForAvailability(long position, int maxLength, out int padding)
    {
        padding = 0;
        var inTerm = Geometry.TermLength - Geometry.OffsetAt(position);
        var room = Math.Min(maxLength, inTerm);
        ref var start = ref At(position);
        var available = 0;
        while (available < room)
        {
            ref var header = ref Unsafe.As<byte, FrameHeader>(ref Unsafe.Add(ref start, available));
            var frameLength = Volatile.Read(ref header.FrameLength);
            if (frameLength <= 0 || frameLength > inTerm - available)
            {
                break;
            }

            var aligned = TermGeometry.Align(frameLength);
            if (header.Type == FrameType.Pad && available + DataHeader.Length <= room)
            {
                padding = aligned - DataHeader.Length;
                return available + DataHeader.Length;
            }

            if (aligned > room - available)
            {
                break;
            }

            available += aligned;
        }

        return available;
    }

    /// <summary>Zeroes a range, which may cross terms.</summary>
    public void Clean(long from, long to)
    {
        while (from < to)
        {
            var length = (int)Math.Min(to - from, Geometry.TermLength - Geometry.OffsetAt(from));
            Slice(from, length).Clear();
            from += length;
        }
    }
}
