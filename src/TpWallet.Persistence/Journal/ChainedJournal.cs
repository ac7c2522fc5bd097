namespace TpWallet.Persistence.Journal;

/// <summary>
/// What every journal does around its write: refuse what doesn't follow, note what is durable, and after a failure take nothing more.
/// </summary>
internal abstract class ChainedJournal : IJournal
{
    private readonly JournalFolder _folder;
    private readonly JournalOptions _options;
    private readonly JournalChain _chain;
    private readonly MarkFile _mark;
    private Exception? _failure;

    /// <summary>Goes on where a replay ended; takes the folder over.</summary>
    protected ChainedJournal(JournalFolder folder, JournalOptions options, JournalReplay replay)
    {
        _folder = folder;
        _options = options;
        _chain = replay.Chain;
        JournalId = replay.JournalId;
        _mark = new MarkFile(folder.Path, JournalId, _chain.LastSequence, _chain.LastHash);
    }

    public ulong NextSequence => _chain.NextSequence;

    public Hash256 LastHash => _chain.LastHash;

    public long LastTimeMs => _chain.LastTimeMs;

    public Guid JournalId { get; }

    public DurabilityMode Durability => _options.Durability;

    public void Append(SealedBatch batch)
    {
        ThrowIfFailed();
        _chain.ThrowUnlessNext(batch, _options.MaxBatchCommands);
        try
        {
            Write(batch.Bytes);
            _chain.Advance(batch.Header, batch.Hash);
            _mark.Write(_chain.LastSequence, _chain.LastHash);
        }
        catch (Exception reason)
        {
            _failure = reason is AggregateException { InnerException: { } inner } ? inner : reason;
            ThrowIfFailed();
        }
    }

    public void Dispose()
    {
        Close();
        _mark.Dispose();
        _folder.Dispose();
    }

    /// <summary>Where the next batch goes, for a person.</summary>
    protected abstract string Place { get; }

    /// <summary>Writes a batch; it is durable on return.</summary>
    protected abstract void Write(ReadOnlySpan<byte> bytes);

    protected abstract void Close();

    private void ThrowIfFailed()
    {
        if ((_failure ??= _mark.Failure) is { } reason)
        {
            throw new JournalFailedException($"The journal takes no further batch: {Place}: {reason.Message}", reason);
        }
    }
}
