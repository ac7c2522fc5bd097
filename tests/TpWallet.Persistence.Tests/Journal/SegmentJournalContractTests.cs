using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

public sealed class SegmentJournalContractTests : JournalContractTests
{
    private protected override JournalKind Kind => JournalKind.Segments;

    [Fact]
    public void Append_allocates_nothing()
    {
        using var test = new TestJournal(Kind, segmentBytes: 4 << 20);
        using var journal = test.Open();
        test.Append(journal, 1, 2, 3);
        using var batch = new SealedBatch(8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 20; round++)
        {
            batch.Reset();
            batch.Append(TestJournal.CommandOf(journal.NextSequence));
            batch.Seal(journal.NextSequence, TestJournal.TimeOf(journal.NextSequence), TestJournal.Epoch, journal.LastHash);
            journal.Append(batch);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Batch_larger_than_a_segment_made_for_smaller_ones_is_refused_and_nothing_is_lost()
    {
        using var test = new TestJournal(Kind, segmentBytes: 64 << 10);
        test.Write(200, 200);
        var larger = test.Options with { SegmentBytes = 4 << 20, MaxBatchCommands = 1024 };
        using (var journal = JournalFactory.Open(larger))
        {
            Assert.Contains("made for smaller batches", Assert.Throws<JournalFailedException>(() => test.Append(journal, 1024)).Message,
                StringComparison.Ordinal);
        }

        Assert.Equal([200, 200], test.Replay().Batches);
    }
}
