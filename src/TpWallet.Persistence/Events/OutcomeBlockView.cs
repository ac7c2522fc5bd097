using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Events;

/// <summary>A block of outcomes that was verified: its records are whole, unaltered and contiguous. Valid as long as its buffer.</summary>
public readonly ref struct OutcomeBlockView
{
    private readonly ReadOnlySpan<byte> _block;

    private OutcomeBlockView(ReadOnlySpan<byte> block) => _block = block;

    /// <summary>Sequence of the first outcome.</summary>
    public ulong FirstSequence => Header.FirstSequence;

    /// <summary>Sequence of the last outcome.</summary>
    public ulong LastSequence => Header.LastSequence;

    /// <summary>Outcomes in the block, at least 1.</summary>
    public int Count => Header.Count;

    /// <summary>The core's time at the first outcome, milliseconds since 1970-01-01 UTC.</summary>
    public long FirstTimeMs => Header.FirstTimeMs;

    /// <summary>The core's time at the last outcome, milliseconds since 1970-01-01 UTC.</summary>
    public long LastTimeMs => Header.LastTimeMs;

    /// <summary>Length of the block, bytes.</summary>
    public int Length => _block.Length;

    /// <summary>The block as it is stored: what another event log takes to hold the same outcomes.</summary>
    public ReadOnlySpan<byte> Bytes => _block;

    internal ReadOnlySpan<byte> HeaderBytes => _block[..OutcomeBlockHeader.Size];

    private ref readonly OutcomeBlockHeader Header => ref MemoryMarshal.AsRef<OutcomeBlockHeader>(_block);

    /// <summary>Verifies a block that an event log has taken and so filled in the checksums of.</summary>
    /// <exception cref="ArgumentException">The bytes don't begin with such a block.</exception>
    public static OutcomeBlockView Of(ReadOnlySpan<byte> bytes) => Read(bytes, out var view) is BlockDefect.None
        ? view
        : throw new ArgumentException("The bytes don't begin with a block that is whole.", nameof(bytes));

    /// <summary>The outcomes in order.</summary>
    public Enumerator GetEnumerator() => new(_block);

    /// <summary>Verifies what <paramref name="bytes"/> begin with. The view is of use only when there is no defect.</summary>
    internal static BlockDefect Read(ReadOnlySpan<byte> bytes, out OutcomeBlockView view)
    {
        view = default;
        if (bytes.Length < OutcomeBlockHeader.Size)
        {
            return BlockDefect.NotABlock;
        }

        ref readonly var header = ref MemoryMarshal.AsRef<OutcomeBlockHeader>(bytes);
        if (header.Magic != OutcomeBlockHeader.ExpectedMagic || (ushort)~header.FormatVersion != header.InvertedFormatVersion)
        {
            return BlockDefect.NotABlock;
        }

        if (header.FormatVersion > OutcomeBlockHeader.CurrentFormatVersion)
        {
            return BlockDefect.NewerFormat;
        }

        if (header.Length > bytes.Length || !AreRecordsWhole(bytes, header))
        {
            return BlockDefect.Altered;
        }

        view = new OutcomeBlockView(bytes[..header.Length]);
        return OutcomeBlock.ChecksumOf(view._block) == header.Checksum ? BlockDefect.None : BlockDefect.Altered;
    }

    /// <summary>Verifies one record that <paramref name="bytes"/> begin with.</summary>
    internal static bool IsRecordWhole(ReadOnlySpan<byte> bytes, out OutcomeRecordHeader record)
    {
        record = default;
        if (bytes.Length < OutcomeRecordHeader.PostingsOffset)
        {
            return false;
        }

        record = MemoryMarshal.Read<OutcomeRecordHeader>(bytes);
        return record.FormatVersion == OutcomeRecordHeader.CurrentFormatVersion
            && record.Length == OutcomeRecordHeader.LengthOf(record.PostingCount)
            && record.Length <= bytes.Length
            && record.Checksum == Crc32C.Of(bytes[OutcomeRecordHeader.Uncovered..record.Length]);
    }

    private static bool AreRecordsWhole(ReadOnlySpan<byte> bytes, in OutcomeBlockHeader header)
    {
        var at = OutcomeBlockHeader.Size;
        var count = 0;
        while (at < header.Length)
        {
            if (!IsRecordWhole(bytes[at..header.Length], out var record) || record.Sequence != header.FirstSequence + (ulong)count)
            {
                return false;
            }

            at += record.Length;
            count++;
        }

        return at == header.Length && count == header.Count && count > 0 && header.LastSequence == header.FirstSequence + (ulong)count - 1;
    }

    /// <summary>Walks the outcomes of a block.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _block;
        private int _at;
        private int _length;

        internal Enumerator(ReadOnlySpan<byte> block)
        {
            _block = block;
            _at = 0;
            _length = OutcomeBlockHeader.Size;
        }

        /// <summary>The outcome that was reached.</summary>
        public readonly OutcomeView Current => new(_block.Slice(_at, _length), _at);

        /// <summary>Goes on to the next outcome; false at the end.</summary>
        public bool MoveNext()
        {
            _at += _length;
            if (_at >= _block.Length)
            {
                return false;
            }

            _length = MemoryMarshal.Read<int>(_block[_at..]);
            return true;
        }
    }
}
