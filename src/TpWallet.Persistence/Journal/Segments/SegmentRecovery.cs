using System.Runtime.InteropServices;

namespace TpWallet.Persistence.Journal.Segments;

/// <summary>
/// Walks all segments from the first batch to the last byte. The walk goes from batch to batch as long as each is good and follows the one
/// before; where none follows, everything behind is searched before it is called the end.
/// </summary>
internal sealed class SegmentRecovery : IDisposable
{
    private const long ReportEveryBytes = 16 << 20;

    private readonly SegmentReader _reader = new();
    private readonly JournalFiles _files;
    private readonly JournalReplay _replay;
    private readonly IProgress<JournalProgress>? _progress;
    private readonly TornReach _reach;
    private readonly SegmentPlace? _end;
    private readonly IBatchObserver? _observer;
    private readonly uint[] _numbers;
    private readonly long[] _lengths;
    private readonly long _bytesTotal;
    private long _bytesReported;
    private long _bytesBefore;

    /// <summary>Finds the segment to start with; nothing before it is read.</summary>
    /// <param name="files">The files.</param>
    /// <param name="replay">Takes the batches.</param>
    /// <param name="progress">Is told now and then how far the reading has come.</param>
    /// <param name="reach">What an interrupted write can have left; null: what that of one batch can.</param>
    /// <param name="end">Where to end whatever follows: there a cut begins that isn't finished; null: at the end.</param>
    /// <param name="observer">Is told where each batch stands.</param>
    /// <exception cref="JournalDamagedException">A segment is missing.</exception>
    public SegmentRecovery(JournalFiles files, JournalReplay replay, IProgress<JournalProgress>? progress, TornReach? reach = null,
        SegmentPlace? end = null, IBatchObserver? observer = null)
    {
        _reach = reach ?? TornReach.OneBatch;
        _end = end;
        _observer = observer;
        _files = files;
        _replay = replay;
        _progress = progress;
        _numbers = files.Numbers[replay.Start(files)..];
        _lengths = Array.ConvertAll(_numbers, number => new FileInfo(files.PathOf(number)).Length);
        _bytesTotal = _lengths.Sum();
    }

    /// <summary>Numbers of the segments that are read.</summary>
    public IReadOnlyList<uint> Numbers => _numbers;

    /// <summary>Reads everything from there on.</summary>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    /// <exception cref="JournalException">It was written by a newer version.</exception>
    public (JournalVerdict Verdict, SegmentTail Tail) Run()
    {
        var end = (Index: 0, Position: (long)SealedBatch.BlockSize, Defect: BatchDefect.WrongMagic);
        for (var index = 0; index < _numbers.Length; index++)
        {
            OpenSegment(index);
            var stop = WalkSegment(_numbers[index], out var defect);
            if (stop > SealedBatch.BlockSize || index == 0)
            {
                end = (index, stop, defect);
            }

            if (_end is { } ahead && _numbers[index] >= ahead.Number)
            {
                break;
            }

            // A batch that didn't fit went to the next segment: only zeros, fewer than a batch, may stand between.
            var rest = _reader.Length - stop;
            if (rest > 0 && (stop == SealedBatch.BlockSize || rest > SealedBatch.MaxLength || IsAnythingBehind(stop)))
            {
                break;
            }

            _bytesBefore += _lengths[index];
        }

        return Conclude(end.Index, end.Position, end.Defect);
    }

    /// <summary>Reads everything and mends what may be mended: what interrupted writes, cuts and releases have left.</summary>
    /// <returns>Where the journal goes on.</returns>
    /// <exception cref="JournalDamagedException">The journal is damaged; nothing was altered.</exception>
    public SegmentTail Mend(JournalContext context, Action<string>? log)
    {
        var (verdict, tail) = Run();
        SegmentFiles.DeleteDrafts(context.Folder.Path);
        JournalRelease.RemoveRest(context);
        if (verdict == JournalVerdict.TornTail)
        {
            var file = SegmentFiles.NameOf(tail.FragmentNumber);
            TailCut.Apply(context.Folder.Path, file, tail.FragmentPosition, tail.FragmentLength, context.Replay.Chain.LastSequence, log);
        }

        return tail;
    }

    public void Dispose() => _reader.Dispose();

    private void OpenSegment(int index)
    {
        _reader.Open(_files.PathOf(_numbers[index]));
        SegmentFiles.CheckHeader(_reader, _numbers[index], _replay.JournalId);
    }

    /// <summary>Accepts batches until one isn't good; returns where.</summary>
    private long WalkSegment(uint number, out BatchDefect defect)
    {
        var file = SegmentFiles.NameOf(number);
        var position = (long)SealedBatch.BlockSize;
        while ((defect = _reader.ReadBatch(position, out var batch)) == BatchDefect.None && !IsBehindEnd(number, position))
        {
            _replay.Accept(batch, file, position);
            _observer?.OnBatch(batch.Header, _replay.Chain.End, new SegmentPlace(number, position));
            position += batch.Header.Length;
            Report(_bytesBefore + position);
        }

        return defect == BatchDefect.NewerFormat ? throw NewerFormat(file, position) : position;
    }

    private bool IsBehindEnd(uint number, long position) =>
        _end is { } end && (number > end.Number || (number == end.Number && position >= end.Position));

    private bool IsAnythingBehind(long position)
    {
        for (; position < _reader.Length; position += SealedBatch.BlockSize)
        {
            if (_reader.Read(position, SealedBatch.BlockSize).ContainsAnyExcept((byte)0))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Searches every block from the end of the walk to the end of the last segment and decides.</summary>
    private (JournalVerdict Verdict, SegmentTail Tail) Conclude(int endIndex, long endPosition, BatchDefect defect)
    {
        var tail = new SegmentTail(_numbers[endIndex], endPosition, 0, 0, 0);
        var state = TailState.Empty;
        _bytesBefore = _lengths.Take(endIndex).Sum();
        for (var index = endIndex; _end is null && index < _numbers.Length && state != TailState.GoodBatch; index++)
        {
            OpenSegment(index);
            var from = index == endIndex ? endPosition : SealedBatch.BlockSize;
            for (var position = from; position < _reader.Length && state != TailState.GoodBatch; position += SealedBatch.BlockSize)
            {
                state = Extend(state, ref tail, _numbers[index], from, position);
            }

            _bytesBefore += _lengths[index];
            Report(_bytesBefore);
        }

        var (file, place) = tail.FragmentNumber == 0 || state == TailState.GoodBatch || _replay.MarkState == MarkState.Ahead
            ? (SegmentFiles.NameOf(tail.Number), tail.Position)
            : (SegmentFiles.NameOf(tail.FragmentNumber), tail.FragmentPosition);
        return (_replay.Conclude(state, file, place, Describe(state, defect)), tail);
    }

    /// <summary>Looks at one block behind the last good batch.</summary>
    private TailState Extend(TailState state, ref SegmentTail tail, uint number, long start, long position)
    {
        var block = _reader.Read(position, SealedBatch.BlockSize);
        if (!block.ContainsAnyExcept((byte)0))
        {
            return state;
        }

        if (MemoryMarshal.Read<ulong>(block) == SealedBatchHeader.ExpectedMagic)
        {
            var defect = _reader.ReadBatch(position, out _);
            if (defect == BatchDefect.NewerFormat || (defect == BatchDefect.None && !_reach.HoldsBatches))
            {
                return TailState.GoodBatch;
            }
        }

        var first = tail.FragmentNumber == 0;
        if (first)
        {
            tail = tail with { FragmentNumber = number, FragmentPosition = start };
        }

        tail = tail with { FragmentLength = position + SealedBatch.BlockSize - tail.FragmentPosition };
        return tail.FragmentNumber == number && number <= tail.Number + 1 && tail.FragmentLength <= _reach.Bytes
            && state != TailState.Scattered
            ? TailState.Fragment
            : TailState.Scattered;
    }

    private static string Describe(TailState state, BatchDefect defect) => (state, defect) switch
    {
        (TailState.Empty, _) => "nothing but zeros is there",
        (_, BatchDefect.WrongMagic) => "no batch begins there",
        _ => defect.ToString(),
    };

    private void Report(long bytesDone)
    {
        if (bytesDone - _bytesReported >= ReportEveryBytes || bytesDone == _bytesTotal)
        {
            _bytesReported = bytesDone;
            _progress?.Report(new JournalProgress(bytesDone, _bytesTotal));
        }
    }

    private static JournalException NewerFormat(string file, long position) =>
        new($"{file}, byte {position}: the batch has a format version newer than {SealedBatchHeader.CurrentFormatVersion}: "
            + $"{JournalFolder.NewerFormatAdvice}");
}
