using System.Runtime.InteropServices;

namespace TpWallet.Persistence.Journal.Faster;

/// <summary>
/// Reads the files of a FasterLog itself, because FasterLog's recovery hides errors: entry by entry as long as each is good and follows the one
/// before; where none follows, everything behind is searched before it is called the end.
/// </summary>
internal sealed class FasterRecovery : IDisposable
{
    /// <summary>FasterLog leaves the first bytes of the log unused.</summary>
    public const long FirstAddress = 64;

    private const long ReportEveryBytes = 16 << 20;
    private static readonly ulong Magic = SealedBatchHeader.ExpectedMagic;

    private readonly Segments.SegmentReader _reader = new();
    private readonly JournalFiles _files;
    private readonly JournalDescription _description;
    private readonly JournalReplay _replay;
    private readonly IProgress<JournalProgress>? _progress;
    private readonly uint[] _numbers;
    private readonly long _bytesTotal;
    private long _bytesReported;
    private long _open = -1;
    private uint _lastFile;

    /// <summary>Finds the file to start with; nothing before it is read.</summary>
    /// <exception cref="JournalDamagedException">A file is missing.</exception>
    public FasterRecovery(JournalFiles files, JournalReplay replay, IProgress<JournalProgress>? progress)
    {
        _files = files;
        _description = files.Description;
        _replay = replay;
        _progress = progress;
        _numbers = files.Numbers[replay.Start(files)..];
        _lastFile = files.First;
        _bytesTotal = _numbers.Sum(number => new FileInfo(files.PathOf(number)).Length);
    }

    private int PageLength => 1 << _description.PageBits;

    private long SegmentLength => 1L << _description.SegmentBits;

    private long EndOfFiles => _numbers is [.., var last] ? (last + 1) * SegmentLength : 0;

    /// <summary>Reads everything from there on.</summary>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    /// <exception cref="JournalException">It was written by a newer version.</exception>
    public (JournalVerdict Verdict, FasterTail Tail) Run()
    {
        var end = _numbers is [> 0 and var first, ..] ? first * SegmentLength : FirstAddress;
        var address = end;
        while (TryReadEntry(address, out var length))
        {
            if (length > 0)
            {
                end = address + length;
                address = end;
            }
            else
            {
                // An entry that didn't fit went to the next page; only zeros may stand between, and the next page must go on.
                address = (address / PageLength + 1) * PageLength;
            }
        }

        return Conclude(end);
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>Takes the entry at an address; its length is 0 for zeros up to the end of the page.</summary>
    /// <returns>False: the walk ends here.</returns>
    private bool TryReadEntry(long address, out int length)
    {
        length = 0;
        var (number, position) = PlaceOf(address);
        var page = ReadRestOfPage(address);
        if (page.IsEmpty)
        {
            return false;
        }

        switch (FasterEntry.Read(page, out var payload))
        {
            case FasterEntryKind.None:
                return address % PageLength != 0 && !page.ContainsAnyExcept((byte)0);
            case FasterEntryKind.CommitRecord:
                length = FasterEntry.LengthOf(payload.Length);
                return true;
            case FasterEntryKind.Payload:
                return TryAccept(payload, number, position, out length);
            default:
                return false;
        }
    }

    private bool TryAccept(ReadOnlySpan<byte> payload, uint number, long position, out int length)
    {
        var file = FasterFiles.NameOf(number);
        length = FasterEntry.LengthOf(payload.Length);
        var defect = SealedBatch.TryRead(payload, out var batch);
        if (defect == BatchDefect.NewerFormat)
        {
            throw new JournalException($"{file}, byte {position}: the batch has a format version newer than "
                + $"{SealedBatchHeader.CurrentFormatVersion}: {JournalFolder.NewerFormatAdvice}");
        }

        if (defect != BatchDefect.None || batch.Header.Length != payload.Length)
        {
            return false;
        }

        _replay.Accept(batch, file, position);
        _lastFile = number;
        Report(position);
        return true;
    }

    /// <summary>Searches everything behind the last good entry and decides.</summary>
    private (JournalVerdict Verdict, FasterTail Tail) Conclude(long end)
    {
        var (first, last) = (-1L, -1L);
        var state = TailState.Empty;
        for (var address = end;
            address < EndOfFiles && state != TailState.GoodBatch;
            address = (address / PageLength + 1) * PageLength)
        {
            var page = ReadRestOfPage(address);
            var begin = page.IndexOfAnyExcept((byte)0);
            if (begin >= 0)
            {
                first = first < 0 ? address + begin : first;
                last = address + page.LastIndexOfAnyExcept((byte)0);
                state = HoldsGoodBatch(page) ? TailState.GoodBatch : TailState.Fragment;
            }
        }

        _progress?.Report(new JournalProgress(_bytesTotal, _bytesTotal));

        // One append writes into the page that the last entry ended in, and into the next.
        if (state == TailState.Fragment && last / PageLength > (end / PageLength) + 1)
        {
            state = TailState.Scattered;
        }

        var (number, position) = PlaceOf(end);
        var found = state == TailState.Empty ? "nothing but zeros is there" : "no whole entry begins there";
        var verdict = _replay.Conclude(state, FasterFiles.NameOf(number), position, found);
        return (verdict, TailOf(verdict, end, first, last));
    }

    private FasterTail TailOf(JournalVerdict verdict, long end, long first, long last)
    {
        if (verdict != JournalVerdict.TornTail)
        {
            return new FasterTail(end, _lastFile, 0, 0, 0);
        }

        // Remains on both sides of the border of two files can't be cut with one write, and no single write of FasterLog leaves them.
        var (number, position) = PlaceOf(first);
        return PlaceOf(last).Number == number
            ? new FasterTail(end, _lastFile, number, position, last - first + 1)
            : throw new JournalDamagedException(
                FasterFiles.NameOf(number), position, "remains of a batch reach into the next segment", JournalReplay.AlteredAdvice);
    }

    private static bool HoldsGoodBatch(ReadOnlySpan<byte> page)
    {
        var magic = MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in Magic));
        for (var at = page.IndexOf(magic); at >= 0;)
        {
            if (SealedBatch.TryRead(page[at..], out _) is BatchDefect.None or BatchDefect.NewerFormat)
            {
                return true;
            }

            var next = page[(at + 1)..].IndexOf(magic);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    private ReadOnlySpan<byte> ReadRestOfPage(long address)
    {
        var (number, position) = PlaceOf(address);
        if (address >= EndOfFiles)
        {
            return default;
        }

        if (number != _open)
        {
            _reader.Open(_files.PathOf(number));
            _open = number;
        }

        return position >= _reader.Length ? default : _reader.Read(position, PageLength - (int)(address % PageLength));
    }

    private (uint Number, long Position) PlaceOf(long address) => ((uint)(address / SegmentLength), address % SegmentLength);

    private void Report(long bytesDone)
    {
        if (Math.Abs(bytesDone - _bytesReported) >= ReportEveryBytes)
        {
            _bytesReported = bytesDone;
            _progress?.Report(new JournalProgress(Math.Min(((_open - _numbers[0]) * SegmentLength) + bytesDone, _bytesTotal), _bytesTotal));
        }
    }
}
