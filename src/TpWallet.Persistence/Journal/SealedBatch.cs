using System.Runtime.InteropServices;
using TpWallet.Messages;

namespace TpWallet.Persistence.Journal;

/// <summary>
/// A batch of commands as it is journaled and replicated: header, commands, zeros up to a multiple of 4 KiB, in one native buffer aligned to
/// 4 KiB that is used again and again. Reset, append, seal, hand to the journal. Not thread-safe.
/// Hot path: allocates nothing after construction.
/// </summary>
public sealed unsafe class SealedBatch : IDisposable
{
    /// <summary>Batches begin and end at multiples of this many bytes, so that no acknowledged sector is ever written again.</summary>
    public const int BlockSize = 4096;

    /// <summary>Most commands a batch can hold, by the format: 2 MiB of them.</summary>
    public const int MaxCommands = 16_384;

    /// <summary>Longest batch that the format allows, bytes.</summary>
    public const int MaxLength = ((SealedBatchHeader.Size + (MaxCommands * Command.Size) + BlockSize - 1) / BlockSize) * BlockSize;

    private readonly int _bufferLength;
    private byte* _buffer;
    private bool _sealed;

    /// <summary>Makes an empty batch for at most <paramref name="capacity"/> commands, 1 to <see cref="MaxCommands"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Capacity out of range.</exception>
    public SealedBatch(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCommands);
        Capacity = capacity;
        _bufferLength = LengthOf(capacity);
        _buffer = (byte*)NativeMemory.AlignedAlloc((nuint)_bufferLength, BlockSize);
        NativeMemory.Clear(_buffer, (nuint)_bufferLength);
    }

    /// <summary>Most commands that fit.</summary>
    public int Capacity { get; }

    /// <summary>Commands appended since the last reset.</summary>
    public int Count { get; private set; }

    /// <summary>Whether <see cref="Seal"/> was called since the last reset.</summary>
    public bool IsSealed => _sealed;

    /// <summary>The header; complete once the batch is sealed.</summary>
    public ref readonly SealedBatchHeader Header => ref MutableHeader;

    /// <summary>The commands appended so far.</summary>
    public ReadOnlySpan<Command> Commands => new(Buffer + SealedBatchHeader.Size, Count);

    /// <summary>SHA-256 of header and commands: what the next batch is chained to. Set by <see cref="Seal"/>.</summary>
    public Hash256 Hash { get; private set; }

    /// <summary>The sealed bytes with header and padding: what is written and sent.</summary>
    /// <exception cref="InvalidOperationException">The batch isn't sealed.</exception>
    public ReadOnlySpan<byte> Bytes =>
        _sealed ? new(Buffer, (int)MutableHeader.Length) : throw new InvalidOperationException("The batch isn't sealed.");

    private byte* Buffer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer is null, this);
            return _buffer;
        }
    }

    private ref SealedBatchHeader MutableHeader => ref *(SealedBatchHeader*)Buffer;

    /// <summary>Empties the batch for the next use.</summary>
    public void Reset()
    {
        Count = 0;
        _sealed = false;
    }

    /// <summary>Copies a command behind the others.</summary>
    /// <exception cref="InvalidOperationException">The batch is full or sealed.</exception>
    public void Append(in Command command)
    {
        if (_sealed || Count == Capacity)
        {
            throw new InvalidOperationException(_sealed ? "The batch is sealed." : $"The batch is full: {Capacity} commands.");
        }

        ((Command*)(Buffer + SealedBatchHeader.Size))[Count++] = command;
    }

    /// <summary>Writes the header, zeroes the padding, computes checksum and hash.</summary>
    /// <param name="firstSequence">Sequence of the first command, 1 or more.</param>
    /// <param name="timeMs">Time of the commands, milliseconds since 1970 UTC.</param>
    /// <param name="epoch">Epoch of the leader.</param>
    /// <param name="previousHash">Hash of the batch before; zero for a journal's first.</param>
    /// <exception cref="InvalidOperationException">The batch is empty or already sealed.</exception>
    public void Seal(ulong firstSequence, long timeMs, ulong epoch, in Hash256 previousHash)
    {
        if (_sealed || Count == 0)
        {
            throw new InvalidOperationException(_sealed ? "The batch is already sealed." : "An empty batch can't be sealed.");
        }

        ArgumentOutOfRangeException.ThrowIfZero(firstSequence);
        var length = LengthOf(Count);
        ref var header = ref MutableHeader;
        header = new SealedBatchHeader
        {
            Magic = SealedBatchHeader.ExpectedMagic,
            FormatVersion = SealedBatchHeader.CurrentFormatVersion,
            FormatVersionInverted = unchecked((ushort)~SealedBatchHeader.CurrentFormatVersion),
            Count = (uint)Count,
            Epoch = epoch,
            FirstSequence = firstSequence,
            TimeMs = timeMs,
            Length = (uint)length,
            PreviousHash = previousHash,
        };
        var used = new ReadOnlySpan<byte>(_buffer, header.UsedLength);
        new Span<byte>(_buffer + used.Length, length - used.Length).Clear();
        header.Checksum = ChecksumOf(used);
        Hash = Hash256.Of(used);
        _sealed = true;
    }

    /// <summary>Verifies the batch that <paramref name="bytes"/> begin with: everything that can be told from the batch alone.
    /// Whether it follows the batch before is for the caller to check.</summary>
    /// <param name="bytes">The batch, with or without something behind it.</param>
    /// <param name="batch">The batch; meaningful only when the answer is <see cref="BatchDefect.None"/>.</param>
    /// <returns>What is wrong with it.</returns>
    public static BatchDefect TryRead(ReadOnlySpan<byte> bytes, out SealedBatchView batch)
    {
        batch = default;
        var defect = CheckHeader(bytes, out var header);
        if (defect != BatchDefect.None)
        {
            return defect;
        }

        if (bytes.Length < header.Length)
        {
            return BatchDefect.CommandsIncomplete;
        }

        var used = bytes[..header.UsedLength];
        if (ChecksumOf(used) != header.Checksum)
        {
            return BatchDefect.WrongChecksum;
        }

        if (bytes[used.Length..(int)header.Length].ContainsAnyExcept((byte)0))
        {
            return BatchDefect.PaddingNotZero;
        }

        batch = new SealedBatchView(header, used);
        return BatchDefect.None;
    }

    /// <summary>Frees the buffer.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_buffer);
        _buffer = null;
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the buffer of a batch that was forgotten.</summary>
    ~SealedBatch() => NativeMemory.AlignedFree(_buffer);

    /// <summary>Length of a batch of <paramref name="count"/> commands with header and padding, bytes.</summary>
    public static int LengthOf(int count) =>
        (SealedBatchHeader.Size + (count * Command.Size) + BlockSize - 1) / BlockSize * BlockSize;

    /// <summary>Checks what the header says about itself, so that its length can be trusted far enough to read the rest.</summary>
    internal static BatchDefect CheckHeader(ReadOnlySpan<byte> bytes, out SealedBatchHeader header)
    {
        if (!MemoryMarshal.TryRead(bytes, out header))
        {
            return BatchDefect.HeaderIncomplete;
        }

        return header switch
        {
            { Magic: not SealedBatchHeader.ExpectedMagic } => BatchDefect.WrongMagic,
            { FormatVersion: var version, FormatVersionInverted: var inverted } when inverted != (ushort)~version => BatchDefect.UnknownFormat,
            { FormatVersion: > SealedBatchHeader.CurrentFormatVersion } => BatchDefect.NewerFormat,
            { FormatVersion: not SealedBatchHeader.CurrentFormatVersion } => BatchDefect.UnknownFormat,
            { Count: 0 or > MaxCommands } => BatchDefect.CountOutOfRange,
            { Count: var count, Length: var length } when length != LengthOf((int)count) => BatchDefect.WrongLength,
            _ => BatchDefect.None,
        };
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> used)
    {
        var crc = Crc32C.Append(Crc32C.Seed, used[..SealedBatchHeader.ChecksumOffset]);
        crc = Crc32C.Append(crc, [0, 0, 0, 0]);
        return ~Crc32C.Append(crc, used[SealedBatchHeader.Size..]);
    }
}
