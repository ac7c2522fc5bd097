namespace TpWallet.Server.Replay;

/// <summary>
/// Reads comma-separated records as RFC 4180 defines them (quoted fields, doubled quotes, line breaks inside quotes, CR LF or LF), one at a
/// time, from bytes. Memory is bounded by the longest record allowed; a record that breaks the rules is reported and the next line read.
/// </summary>
internal sealed class CsvReader
{
    /// <summary>Longest record, bytes, line breaks and quotes included.</summary>
    public const int RecordBytesMax = 64 * 1024;

    /// <summary>Most fields of one record.</summary>
    public const int FieldsMax = 256;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly Stream _input;
    private readonly byte[] _chunk = new byte[RecordBytesMax];
    private readonly byte[] _text = new byte[RecordBytesMax];
    private readonly int[] _fieldEnds = new int[FieldsMax];
    private int _chunkLength;
    private int _chunkPosition;
    private int _textLength;
    private int _recordBytes;
    private int _fieldCount;
    private long _linesRead;
    private bool _started;
    private string? _error;

    /// <summary>Reads from a stream of UTF-8 text, with or without a byte order mark.</summary>
    public CsvReader(Stream input)
    {
        _input = input;
    }

    /// <summary>Number of the line on which the latest record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Fields of the latest record.</summary>
    public int FieldCount => _fieldCount;

    /// <summary>What is wrong with the latest record; never quotes its content.</summary>
    public string Error => _error ?? "";

    /// <summary>One field of the latest record, without its quotes; valid until the next read.</summary>
    public ReadOnlySpan<byte> Field(int index)
    {
        var start = index == 0 ? 0 : _fieldEnds[index - 1];
        return _text.AsSpan(start, _fieldEnds[index] - start);
    }

    /// <summary>Reads the next record that is not an empty line.</summary>
    /// <exception cref="IOException">The input can't be read.</exception>
    /// <exception cref="InvalidDataException">The input is compressed and damaged.</exception>
    public CsvRead Read()
    {
        while (true)
        {
            BeginRecord();
            var any = ReadRecord();
            if (_error is not null)
            {
                return CsvRead.Malformed;
            }

            if (!any)
            {
                return CsvRead.End;
            }

            if (_fieldCount > 1 || _textLength > 0)
            {
                return CsvRead.Record;
            }
        }
    }

    private enum Within
    {
        FieldStart,
        Plain,
        Quoted,
        AfterQuote,
        AfterQuoteAndReturn,
    }

    private void BeginRecord()
    {
        Line = _linesRead + 1;
        _textLength = 0;
        _recordBytes = 0;
        _fieldCount = 0;
        _error = null;
    }

    /// <summary>Reads up to the end of a record; false when the input had ended before.</summary>
    private bool ReadRecord()
    {
        var within = Within.FieldStart;
        while (TryTake(out var next))
        {
            if (_recordBytes > RecordBytesMax)
            {
                RefuseOverlong(within, next);
                return true;
            }

            if (next == '\n' && within != Within.Quoted)
            {
                EndRecord(within);
                return true;
            }

            within = Step(within, next);
            if (_error is not null)
            {
                SkipLine(next);
                return true;
            }
        }

        if (_recordBytes == 0)
        {
            return false;
        }

        if (within == Within.Quoted)
        {
            _error = "a quote is never closed";
        }
        else
        {
            EndRecord(within);
        }

        return true;
    }

    private Within Step(Within within, byte next) => (within, (char)next) switch
    {
        (Within.FieldStart, '"') => Within.Quoted,
        (Within.FieldStart or Within.Plain, ',') => EndField(),
        (Within.Plain, '"') => Refuse("a quote stands inside a field that does not begin with one"),
        (Within.FieldStart or Within.Plain, _) => Append(Within.Plain, next),
        (Within.Quoted, '"') => Within.AfterQuote,
        (Within.Quoted, _) => Append(Within.Quoted, next),
        (Within.AfterQuote, '"') => Append(Within.Quoted, next),
        (Within.AfterQuote, ',') => EndField(),
        (Within.AfterQuote, '\r') => Within.AfterQuoteAndReturn,
        _ => Refuse("text follows a closing quote"),
    };

    private Within Append(Within within, byte value)
    {
        _text[_textLength++] = value;
        return within;
    }

    private Within EndField()
    {
        if (_fieldCount == FieldsMax)
        {
            return Refuse($"more than {FieldsMax} fields");
        }

        _fieldEnds[_fieldCount++] = _textLength;
        return Within.FieldStart;
    }

    private void EndRecord(Within within)
    {
        if (within == Within.Plain && _text[_textLength - 1] == '\r')
        {
            _textLength--;
        }

        EndField();
    }

    private Within Refuse(string error)
    {
        _error = error;
        return Within.FieldStart;
    }

    private void RefuseOverlong(Within within, byte last)
    {
        SkipLine(last);
        _error = within == Within.Quoted
            ? $"longer than {RecordBytesMax} bytes, perhaps because a quote is never closed; lines {Line} to {_linesRead} are passed over"
            : $"longer than {RecordBytesMax} bytes";
    }

    private void SkipLine(byte last)
    {
        while (last != '\n' && TryTake(out last))
        {
        }
    }

    private bool TryTake(out byte value)
    {
        if (_chunkPosition == _chunkLength && !TryFill())
        {
            value = 0;
            return false;
        }

        value = _chunk[_chunkPosition++];
        _recordBytes = Math.Min(_recordBytes + 1, RecordBytesMax + 1);
        if (value == '\n')
        {
            _linesRead++;
        }

        return true;
    }

    private bool TryFill()
    {
        _chunkPosition = 0;
        _chunkLength = _input.ReadAtLeast(_chunk, ByteOrderMark.Length, throwOnEndOfStream: false);
        if (!_started)
        {
            _started = true;
            _chunkPosition = _chunk.AsSpan(0, _chunkLength).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        }

        return _chunkPosition < _chunkLength;
    }
}
