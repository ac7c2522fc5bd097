namespace TpWallet.Persistence.Journal;

/// <summary>
/// Takes the batches of a journal as they are read, whatever it is stored in: checks the chain and the mark, shows each to the visitor.
/// </summary>
internal sealed class JournalReplay(Guid journalId, AcknowledgedMark? mark, IBatchVisitor? visitor)
{
    public const string AlteredAdvice = "Nothing was altered by this check. " + JournalFolder.RestoreAdvice;

    public JournalChain Chain { get; } = new();

    /// <summary>Bytes of the batches taken.</summary>
    public long BatchBytes { get; private set; }

    public Guid JournalId => journalId;

    public MarkState MarkState => mark switch
    {
        null => MarkState.Unreadable,
        { } known when known.LastSequence > Chain.LastSequence => MarkState.Ahead,
        _ => MarkState.Reached,
    };

    /// <summary>Sequence that the mark names; 0 without one.</summary>
    public ulong MarkedSequence => mark?.LastSequence ?? 0;

    /// <summary>Takes the next batch.</summary>
    /// <exception cref="JournalDamagedException">It doesn't follow the one before, or isn't the one that the mark names.</exception>
    public void Accept(in SealedBatchView batch, string file, long position)
    {
        var header = batch.Header;
        var defect = Chain.Check(header);
        if (defect != ChainDefect.None)
        {
            throw new JournalDamagedException(file, position, Chain.Describe(defect, header), AlteredAdvice);
        }

        var hash = batch.ComputeHash();
        CheckMark(header, hash, file, position);
        Chain.Advance(header, hash);
        BatchBytes += header.Length;
        visitor?.OnBatch(header, batch.Commands);
    }

    private void CheckMark(in SealedBatchHeader header, in Hash256 hash, string file, long position)
    {
        if (mark is not { } known || known.LastSequence < header.FirstSequence || known.LastSequence > header.LastSequence)
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

    /// <summary>Decides what the end of the journal means.</summary>
    /// <exception cref="JournalDamagedException">It means damage.</exception>
    public JournalVerdict Conclude(TailState tail, string file, long position, string found)
    {
        var verdict = RecoveryDecision.Of(tail, MarkState);
        if (verdict != JournalVerdict.Damage)
        {
            return verdict;
        }

        throw (tail, MarkState) switch
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
}
