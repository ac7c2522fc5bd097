using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>What every journal promises, whatever it is stored in.</summary>
public abstract class JournalContractTests
{
    private protected abstract JournalKind Kind { get; }

    [Fact]
    public void Empty_journal_begins_at_sequence_1()
    {
        using var test = new TestJournal(Kind);
        using var journal = test.Open();
        Assert.Equal(1ul, journal.NextSequence);
        Assert.Equal(default, journal.LastHash);
        Assert.Equal(long.MinValue, journal.LastTimeMs);
        Assert.Equal(DurabilityMode.Fsync, journal.Durability);
        Assert.NotEqual(Guid.Empty, journal.JournalId);
    }

    [Fact]
    public void Reopened_journal_replays_every_batch_and_goes_on()
    {
        using var test = new TestJournal(Kind);
        int[] counts = [1, 2, 30, 31, 32, 61, 62, 63, 100, TestJournal.MaxBatchCommands];
        test.Write(counts);
        Assert.Equal(counts, test.Replay().Batches);
        test.Write(5, 6);
        Assert.Equal([.. counts, 5, 6], test.Replay().Batches);
        Assert.Empty(test.Log);
    }
}

public sealed class SegmentJournalContractTests : JournalContractTests
{
    private protected override JournalKind Kind => JournalKind.Segments;
}

public sealed class FasterJournalContractTests : JournalContractTests
{
    private protected override JournalKind Kind => JournalKind.Faster;
}
