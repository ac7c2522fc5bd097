using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>What every journal promises, whatever it is stored in.</summary>
public abstract class JournalContractTests
{
    private protected abstract JournalKind Kind { get; }

    private JournalKind OtherKind => Kind == JournalKind.Segments ? JournalKind.Faster : JournalKind.Segments;

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

    [Fact]
    public void Empty_journal_reopens_empty_under_the_same_id()
    {
        using var test = new TestJournal(Kind);
        Guid id;
        using (var journal = test.Open())
        {
            id = journal.JournalId;
        }

        using var again = test.Open();
        Assert.Equal(id, again.JournalId);
        Assert.Equal(1ul, again.NextSequence);
    }

    [Fact]
    public void Folder_that_is_made_is_durable_in_the_folder_above()
    {
        using var test = new TestJournal(Kind);
        var above = Path.Combine(test.Directory, "data");
        var files = new FailingFiles();
        JournalFactory.Open(test.Options with { Directory = Path.Combine(above, "journal") }, null, null, null, files).Dispose();
        Assert.Equal([Path.GetDirectoryName(test.Directory)!, test.Directory, above], files.SyncedDirectories[..3]);
    }

    [Fact]
    public void Journal_rolls_over_many_segments_and_reopens_anywhere()
    {
        const int seed = 20_261;
        var random = new Random(seed);
        using var test = new TestJournal(Kind);
        var written = new List<int>();
        for (var round = 0; round < 6; round++)
        {
            var recorder = new TestJournal.Recorder();
            using var journal = test.Open(recorder);
            Assert.True(written.SequenceEqual(recorder.Batches), $"seed {seed}, round {round}");
            var counts = Enumerable.Range(0, 12).Select(_ => random.Next(1, TestJournal.MaxBatchCommands + 1)).ToArray();
            test.Append(journal, counts);
            written.AddRange(counts);
        }

        Assert.Equal(written, test.Replay().Batches);
        Assert.True(test.DataFiles().Length > 3);
    }

    [Fact]
    public void Journal_goes_on_from_the_last_hash_and_time()
    {
        using var test = new TestJournal(Kind);
        Hash256 hash;
        using (var journal = test.Open())
        {
            test.Append(journal, 3, 4);
            hash = journal.LastHash;
        }

        using var again = test.Open();
        Assert.Equal(hash, again.LastHash);
        Assert.Equal(8ul, again.NextSequence);
        Assert.Equal(TestJournal.TimeOf(4), again.LastTimeMs);
    }

    [Fact]
    public void Batch_that_does_not_follow_is_refused_and_changes_nothing()
    {
        using var test = new TestJournal(Kind);
        using (var journal = test.Open())
        {
            test.Append(journal, 3);
            using var batch = new SealedBatch(SealedBatch.MaxCommands);
            Assert.Throws<ArgumentException>(() => journal.Append(batch));

            Refuse(journal, batch, firstSequence: 5, TestJournal.TimeOf(4), journal.LastHash, count: 1);
            Refuse(journal, batch, firstSequence: 3, TestJournal.TimeOf(4), journal.LastHash, count: 1);
            Refuse(journal, batch, firstSequence: 4, TestJournal.TimeOf(4), default, count: 1);
            Refuse(journal, batch, firstSequence: 4, TestJournal.TimeOf(1) - 1, journal.LastHash, count: 1);
            Refuse(journal, batch, firstSequence: 4, TestJournal.TimeOf(4), journal.LastHash, count: TestJournal.MaxBatchCommands + 1);
            Refuse(journal, batch, firstSequence: 4, TestJournal.TimeOf(4), journal.LastHash, count: 1, epoch: TestJournal.Epoch - 1);
            test.Append(journal, 2);
        }

        Assert.Equal([3, 2], test.Replay().Batches);
    }

    [Fact]
    public void Second_opening_of_the_same_folder_is_refused()
    {
        using var test = new TestJournal(Kind);
        using var journal = test.Open();
        Assert.Contains("in use", Assert.Throws<JournalException>(() => test.Open()).Message, StringComparison.Ordinal);
        Assert.Contains("in use", Assert.Throws<JournalException>(() => JournalVerifier.Verify(test.Directory)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Opening_as_the_other_kind_is_refused()
    {
        using var test = new TestJournal(Kind);
        test.Write(1);
        var refusal = Assert.Throws<JournalException>(() => JournalFactory.Open(test.Options with { Kind = OtherKind }));
        Assert.Contains($"of kind {Kind}, not {OtherKind}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([1], test.Replay().Batches);
    }

    [Fact]
    public void Failed_write_poisons_the_journal_and_is_never_tried_again()
    {
        using var test = new TestJournal(Kind);
        var files = new FailingFiles();
        using (var journal = test.Open(files: files))
        {
            test.Append(journal, 1, 2);
            files.WritesFail = true;
            Assert.Throws<JournalFailedException>(() => test.Append(journal, 3));
            var failedWrites = files.FailedWrites;
            files.WritesFail = false;
            Assert.Throws<JournalFailedException>(() => test.Append(journal, 3));
            Assert.Equal(4ul, journal.NextSequence);
            Assert.Equal(failedWrites, files.FailedWrites);
        }

        Assert.Equal([1, 2], test.Replay().Batches);
    }

    [Fact]
    public void Full_disk_is_reported_before_the_journal_suffers()
    {
        using var test = new TestJournal(Kind);
        var files = new FailingFiles();
        var appended = 0;
        using (var journal = JournalFactory.Open(test.Options with { SegmentTimeout = TimeSpan.FromMilliseconds(300) }, null, null, null, files))
        {
            files.Free = 1000;
            var failure = Assert.Throws<JournalFailedException>(() =>
            {
                for (; appended < 100; appended++)
                {
                    test.Append(journal, 200);
                }
            });
            Assert.Contains("No space", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(appended, test.Replay().Batches.Count);
        test.Write(1);
    }

    [Fact]
    public void Full_disk_refuses_a_new_journal_and_leaves_none()
    {
        using var test = new TestJournal(JournalKind.Segments);
        Assert.Contains("No space", Assert.Throws<JournalNoSpaceException>(() => test.Open(files: new FailingFiles { Free = 1000 })).Message,
            StringComparison.Ordinal);
        test.Write(1);
        Assert.Equal([1], test.Replay().Batches);
    }

    [Fact]
    public void Memory_durability_writes_the_same_journal()
    {
        using var test = new TestJournal(Kind);
        using (var journal = JournalFactory.Open(test.Options with { Durability = DurabilityMode.Memory }))
        {
            Assert.Equal(DurabilityMode.Memory, journal.Durability);
            test.Append(journal, 1, 200, 3);
        }

        Assert.Equal([1, 200, 3], test.Replay().Batches);
    }

    [Fact]
    public void Verification_counts_what_is_there()
    {
        using var test = new TestJournal(Kind);
        test.Write();
        var empty = JournalVerifier.Verify(test.Directory);
        Assert.Equal((JournalVerdict.Clean, 0, 0ul, 0ul, 0ul), (empty.Verdict, empty.Batches, empty.Commands,
            empty.FirstSequence, empty.LastSequence));

        Hash256 hash;
        using (var journal = test.Open())
        {
            test.Append(journal, 10, 20, 30);
            hash = journal.LastHash;
        }

        var full = JournalVerifier.Verify(test.Directory);
        Assert.Equal((JournalVerdict.Clean, 3, 60ul, 1ul, 60ul), (full.Verdict, full.Batches, full.Commands, full.FirstSequence, full.LastSequence));
        Assert.Equal((Kind, hash, 4096 * 3), (full.Kind, full.LastHash, full.Bytes));
    }

    [Fact]
    public void Progress_ends_at_the_total()
    {
        using var test = new TestJournal(Kind);
        test.Write(10, 20);
        var progress = new LastProgress();
        JournalVerifier.Verify(test.Directory, progress: progress);
        Assert.True(progress.Last.BytesTotal > 0);
        Assert.Equal(progress.Last.BytesTotal, progress.Last.BytesDone);
    }

    private static void Refuse(IJournal journal, SealedBatch batch, ulong firstSequence, long timeMs, Hash256 previous, int count,
        ulong epoch = TestJournal.Epoch)
    {
        batch.Reset();
        for (var index = 0; index < count; index++)
        {
            batch.Append(TestJournal.CommandOf(firstSequence));
        }

        batch.Seal(firstSequence, timeMs, epoch, previous);
        Assert.Throws<ArgumentException>(() => journal.Append(batch));
        Assert.Equal(4ul, journal.NextSequence);
    }

    private sealed class LastProgress : IProgress<JournalProgress>
    {
        public JournalProgress Last { get; private set; }

        public void Report(JournalProgress value) => Last = value;
    }
}
