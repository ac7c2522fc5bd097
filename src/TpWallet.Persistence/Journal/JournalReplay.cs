namespace TpWallet.Persistence.Journal;

/// <summary>
/// Takes the batches of a journal as they are read, whatever it is stored in: checks the chain, the mark and what a snapshot is known to hold,
/// and shows each batch behind that to the visitor.
/// </summary>
internal sealed class JournalReplay
{
    public const string AlteredAdvice = "Nothing was altered by this check. " + JournalFolder.RestoreAdvice;
    private const string SnapshotAdvice = "Use a snapshot taken of this journal, or restore the journal's folder from a standby or a backup.";

    private readonly AcknowledgedMark? _mark;
    private readonly ReleaseRecord? _released;
    private readonly JournalPosition? _base;
    private readonly IBatchVisitor? _visitor;
    private readonly bool _needsAll;
    private readonly ulong _committedThrough;
    private bool _startsAnywhere;
    private JournalPosition _committed = JournalPosition.Beginning;

    /// <summary>Begins with nothing read.</summary>
    /// <param name="journalId">The journal.</param>
    /// <param name="mark">Through what it was acknowledged; null: that can't be read.</param>
    /// <param name="released">What was released; null: nothing.</param>
    /// <param name="basePosition">What is known from a snapshot; null: nothing.</param>
    /// <param name="visitor">Is shown what follows it.</param>
    /// <param name="needsAll">Whether to refuse a journal that begins later than that.</param>
    public JournalReplay(
        Guid journalId, AcknowledgedMark? mark, ReleaseRecord? released, JournalPosition? basePosition, IBatchVisitor? visitor, bool needsAll)
    {
        // Of a group's journal only what is known to be committed is shown: the rest may still be taken back.
        _committedThrough = mark is { Meaning: MarkMeaning.Committed } known
            ? Math.Max(known.LastSequence, basePosition?.Sequence ?? 0)
            : ulong.MaxValue;
        JournalId = journalId;
        _mark = mark;
        _released = released;
        _base = basePosition is { Sequence: > 0 } ? basePosition : null;
        _visitor = visitor;
        _needsAll = needsAll;
        if (released is { } record)
        {
            Chain.BeginAfter(JournalPosition.Beginning with { Sequence = record.LastSequence, Hash = record.LastHash });
            _committed = Chain.End;
        }
    }

    public JournalChain Chain { get; } = new();

    /// <summary>The end of the last batch that counts: of all, or in a group's journal of those known to be committed.</summary>
    public JournalPosition Committed =>
        _base is { } known && known.Sequence > _committed.Sequence ? known : _committed;

    /// <summary>Batches behind it.</summary>
    public long UncommittedBatches { get; private set; }

    /// <summary>Bytes of those.</summary>
    public long UncommittedBytes { get; private set; }

    /// <summary>Bytes of the batches taken.</summary>
    public long BatchBytes { get; private set; }

    /// <summary>Bytes of those behind what the snapshot holds.</summary>
    public long BytesBehindBase { get; private set; }

    /// <summary>Sequence of the first command taken; 0: none was.</summary>
    public ulong FirstSequence { get; private set; }

    /// <summary>The position behind which the journal's folder holds everything.</summary>
    public JournalPosition LiveBegin => _base is { } known && known.Sequence == _released?.LastSequence
        ? known
        : JournalPosition.Beginning with { Sequence = _released?.LastSequence ?? 0, Hash = _released?.LastHash ?? default };

    public Guid JournalId { get; }

    public MarkState MarkState => _mark switch
    {
        null => MarkState.Unreadable,
        { } known when known.LastSequence > Chain.LastSequence => MarkState.Ahead,
        _ => MarkState.Reached,
    };

    /// <summary>Sequence that the mark names; 0 without one.</summary>
    public ulong MarkedSequence => _mark?.LastSequence ?? 0;

    /// <summary>Finds the file to start with, so that every batch behind the snapshot is met, and takes its first batch as it comes.</summary>
    public int Start(JournalFiles files)
    {
        files.CheckNumbers();
        var index = files.FindStart(_base);
        _startsAnywhere = index > 0 || files.First < files.FirstLive;
        return index;
    }

    /// <summary>Takes the next batch.</summary>
    /// <exception cref="JournalDamagedException">It doesn't follow the one before, isn't the one that the mark names, or not what the snapshot
    /// was taken of.</exception>
    /// <exception cref="JournalException">It is the first, and what comes before it is needed.</exception>
    public void Accept(in SealedBatchView batch, string file, long position)
    {
        var header = batch.Header;
        if (Chain.Batches == 0)
        {
            Begin(header);
        }

        var defect = Chain.Check(header);
        if (defect != ChainDefect.None)
        {
            throw new JournalDamagedException(file, position, Chain.Describe(defect, header), AlteredAdvice);
        }

        var hash = batch.ComputeHash();
        CheckMark(header, hash, file, position);
        CheckBase(header, hash, file, position);
        Chain.Advance(header, hash);
        BatchBytes += header.Length;
        var isCommitted = header.LastSequence <= _committedThrough;
        if (isCommitted)
        {
            _committed = Chain.End;
        }
        else
        {
            UncommittedBatches++;
            UncommittedBytes += header.Length;
        }

        if (header.FirstSequence > (_base?.Sequence ?? 0))
        {
            BytesBehindBase += header.Length;
            if (isCommitted)
            {
                _visitor?.OnBatch(header, batch.Commands);
            }
        }
    }

    /// <summary>Decides what the end of the journal means.</summary>
    /// <exception cref="JournalDamagedException">It means damage, or the snapshot knows more than the journal.</exception>
    /// <exception cref="JournalException">What comes before the journal's beginning is needed.</exception>
    public JournalVerdict Conclude(TailState tail, string file, long position, string found)
    {
        if (RecoveryDecision.Of(tail, MarkState) == JournalVerdict.Damage)
        {
            throw Damage(tail, file, position, found);
        }

        if (Chain.Batches == 0)
        {
            ThrowIfMoreIsNeeded(Chain.NextSequence);
            BeginAtBase(file, position);
        }

        return _base is { } known && known.Sequence > Chain.LastSequence
            ? throw new JournalDamagedException(file, position,
                $"the snapshot at {known.Sequence} is ahead of the journal, which ends at {Chain.LastSequence}", SnapshotAdvice)
            : RecoveryDecision.Of(tail, MarkState);
    }

    private void Begin(in SealedBatchHeader header)
    {
        ThrowIfMoreIsNeeded(_startsAnywhere ? header.FirstSequence : Chain.NextSequence);
        FirstSequence = header.FirstSequence;
        if (_startsAnywhere)
        {
            var previous = header.FirstSequence == 1 ? default : header.PreviousHash;
            Chain.BeginAfter(JournalPosition.Beginning with { Sequence = header.FirstSequence - 1, Hash = previous });
        }

        if (_base is { } known && known.Sequence + 1 == header.FirstSequence)
        {
            Chain.BeginAfter(Chain.End with { TimeMs = known.TimeMs, Epoch = known.Epoch });
        }

        _committed = Chain.End;
    }

    /// <summary>An empty journal that begins behind the snapshot ends there, too: no batch will say so.</summary>
    private void BeginAtBase(string file, long position)
    {
        if (_base is not { } known || known.Sequence != Chain.LastSequence)
        {
            return;
        }

        if (known.Hash != Chain.End.Hash)
        {
            throw new JournalDamagedException(file, position,
                $"the journal begins behind another batch of sequence {known.Sequence} than the one that the snapshot names", SnapshotAdvice);
        }

        Chain.BeginAfter(known);
    }

    private void ThrowIfMoreIsNeeded(ulong first)
    {
        if (_needsAll && first > (_base?.Sequence ?? 0) + 1)
        {
            throw new JournalReleasedException((_base?.Sequence ?? 0) + 1, first,
                $"Opening it needs a snapshot of sequence {first - 1} or later, or the archive that the segments before were moved to.");
        }
    }

    private void CheckMark(in SealedBatchHeader header, in Hash256 hash, string file, long position)
    {
        if (_mark is not { } known || known.LastSequence < header.FirstSequence || known.LastSequence > header.LastSequence)
        {
            return;
        }

        if (known.LastSequence != header.LastSequence || known.LastHash != hash)
        {
            throw new JournalDamagedException(file, position,
                $"the batch of sequences {header.FirstSequence} to {header.LastSequence} is not the one that was acknowledged "
                    + $"through {known.LastSequence}",
                AlteredAdvice);
        }
    }

    private void CheckBase(in SealedBatchHeader header, in Hash256 hash, string file, long position)
    {
        if (_base is not { } known || known.Sequence + 1 < header.FirstSequence || known.Sequence > header.LastSequence)
        {
            return;
        }

        var finding = header switch
        {
            _ when header.FirstSequence == known.Sequence + 1 && header.PreviousHash != known.Hash
                => $"the batch of sequence {header.FirstSequence} doesn't follow the one that the snapshot at {known.Sequence} names",
            _ when header.FirstSequence == known.Sequence + 1 => null,
            _ when header.LastSequence != known.Sequence
                => $"the snapshot at {known.Sequence} ends inside the batch of sequences {header.FirstSequence} to {header.LastSequence}",
            _ when hash != known.Hash || header.TimeMs != known.TimeMs || header.Epoch != known.Epoch
                => $"the batch of sequences {header.FirstSequence} to {header.LastSequence} is not the one that the snapshot names",
            _ => null,
        };
        if (finding is not null)
        {
            throw new JournalDamagedException(file, position, finding, SnapshotAdvice);
        }
    }

    private JournalDamagedException Damage(TailState tail, string file, long position, string found) => (tail, MarkState) switch
    {
        (TailState.GoodBatch, _) => new JournalDamagedException(file, position,
            $"the batch of sequence {Chain.NextSequence} is missing or altered ({found}), and good batches follow it", AlteredAdvice),
        (_, MarkState.Ahead) => new JournalDamagedException(file, position,
            $"sequences {Chain.NextSequence} to {MarkedSequence} were acknowledged and are missing or altered ({found})", AlteredAdvice),
        (_, MarkState.Unreadable) => new JournalDamagedException(MarkFile.FileName, 0,
            $"neither slot of the mark can be read; the journal ends at sequence {Chain.LastSequence}, and nothing proves that this is all",
            $"Restore the file {MarkFile.FileName} or the whole folder from a standby or a backup."),
        _ => new JournalDamagedException(file, position,
            $"bytes behind the last batch are further apart than one interrupted write leaves them ({found})", AlteredAdvice),
    };
}
