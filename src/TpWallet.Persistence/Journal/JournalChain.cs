namespace TpWallet.Persistence.Journal;

/// <summary>The end of a chain of batches, and whether another batch follows it.</summary>
internal sealed class JournalChain
{
    /// <summary>The end of the last batch, or where the chain begins.</summary>
    public JournalPosition End { get; private set; } = JournalPosition.Beginning;

    public long Batches { get; private set; }

    public ulong LastSequence => End.Sequence;

    public ulong NextSequence => End.Sequence + 1;

    /// <summary>Begins the chain behind a batch that isn't read.</summary>
    public void BeginAfter(in JournalPosition end) => End = end;

    public ChainDefect Check(in SealedBatchHeader header) => header switch
    {
        _ when header.FirstSequence > NextSequence => ChainDefect.SequenceGap,
        _ when header.FirstSequence < NextSequence => ChainDefect.SequenceRepeated,
        _ when header.PreviousHash != End.Hash => ChainDefect.PreviousHashDiffers,
        _ when header.TimeMs < End.TimeMs => ChainDefect.TimeBackwards,
        _ when header.Epoch < End.Epoch => ChainDefect.EpochBackwards,
        _ => ChainDefect.None,
    };

    public void Advance(in SealedBatchHeader header, in Hash256 hash)
    {
        End = new JournalPosition(header.LastSequence, hash, header.TimeMs, header.Epoch);
        Batches++;
    }

    /// <summary>Refuses a batch that must not be appended; nothing has been written then.</summary>
    public void ThrowUnlessNext(SealedBatch batch, int maxCommands)
    {
        if (!batch.IsSealed || batch.Count > maxCommands)
        {
            var reason = batch.IsSealed ? $"The batch has {batch.Count} commands, more than {maxCommands}." : "The batch isn't sealed.";
            throw new ArgumentException(reason, nameof(batch));
        }

        var defect = Check(batch.Header);
        if (defect != ChainDefect.None)
        {
            throw new ArgumentException($"The batch doesn't follow the last one: {Describe(defect, batch.Header)}.", nameof(batch));
        }
    }

    /// <summary>What a defect means here, for a person.</summary>
    public string Describe(ChainDefect defect, in SealedBatchHeader header) => defect switch
    {
        ChainDefect.None => "no defect",
        ChainDefect.SequenceGap => $"sequences {NextSequence} to {header.FirstSequence - 1} are missing",
        ChainDefect.SequenceRepeated => $"a batch with sequence {header.FirstSequence} stands where sequence {NextSequence} belongs",
        ChainDefect.PreviousHashDiffers => $"the batch of sequence {header.FirstSequence} is chained to another batch than the one before it",
        ChainDefect.TimeBackwards => $"the time of sequence {header.FirstSequence} is {End.TimeMs - header.TimeMs} ms before "
            + "that of the batch before",
        ChainDefect.EpochBackwards => $"the epoch of sequence {header.FirstSequence} is {header.Epoch}, older than {End.Epoch} of the batch before",
    };
}
