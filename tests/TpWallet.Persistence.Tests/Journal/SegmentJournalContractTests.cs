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

        // A collection that another test causes takes away the rest of this thread's allocation buffer, which then counts as allocated.
        var leanest = Enumerable.Range(0, 10).Select(_ => AllocatedBy(20, () => AppendOne(journal, batch))).Min();

        Assert.Equal(0, leanest);
    }

    private static long AllocatedBy(int rounds, Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < rounds; round++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void AppendOne(IJournal journal, SealedBatch batch)
    {
        batch.Reset();
        batch.Append(TestJournal.CommandOf(journal.NextSequence));
        batch.Seal(journal.NextSequence, TestJournal.TimeOf(journal.NextSequence), TestJournal.Epoch, journal.LastHash);
        journal.Append(batch);
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
