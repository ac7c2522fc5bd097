using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>A disk that fills up: told before the journal fails, and over by itself when there is space again.</summary>
public sealed class JournalRoomTests
{
    private const int NoSpace = 28;
    private const int InputOutputError = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Room_is_told_before_the_journal_fails_and_grows_again()
    {
        using var test = new TestJournal(JournalKind.Segments);
        var files = new FailingFiles { ReserveFailure = new IOException("No space left on device.", NoSpace) };
        test.Write();
        File.Delete(Path.Combine(test.Directory, test.DataFiles()[^1]));
        using var journal = test.Open(files: files);

        Assert.True(SpinWait.SpinUntil(() => journal.RoomShortage is not null, Patience));
        Assert.Contains("No space for journal-0000000002.seg", journal.RoomShortage, StringComparison.Ordinal);
        Assert.InRange(journal.Room, 1, test.SegmentBytes);
        Assert.Empty(Directory.EnumerateFiles(test.Directory, "*.new"));

        // As much as was promised can be appended, in batches of the largest size.
        var largest = SealedBatch.LengthOf(TestJournal.MaxBatchCommands);
        for (var room = journal.Room; room >= largest; room -= largest)
        {
            test.Append(journal, TestJournal.MaxBatchCommands);
        }

        var low = journal.Room;
        files.ReserveFailure = null;
        Assert.True(SpinWait.SpinUntil(() => journal.RoomShortage is null && journal.Room > low, Patience));
        for (var room = journal.Room; room >= largest; room -= largest)
        {
            test.Append(journal, TestJournal.MaxBatchCommands);
        }
    }

    [Fact]
    public void Failing_disk_beside_the_journal_stops_it_and_is_not_tried_again()
    {
        using var test = new TestJournal(JournalKind.Segments);
        var files = new FailingFiles();
        using (var journal = test.Open(files: files))
        {
            test.AwaitNextSegment(journal);
            test.Append(journal, 1);
            files.ReserveFailure = new IOException("Input/output error.", InputOutputError);
            var failure = Assert.Throws<JournalFailedException>(() =>
            {
                for (var round = 0; round < 100; round++)
                {
                    test.Append(journal, 200);
                }
            });
            Assert.Contains("Input/output error", failure.Message, StringComparison.Ordinal);
            files.ReserveFailure = null;
            Assert.Throws<JournalFailedException>(() => test.Append(journal, 1));
        }

        test.Replay();
    }

    [Theory]
    [InlineData(JournalKind.Segments)]
    [InlineData(JournalKind.Faster)]
    public void Free_space_that_is_short_is_told(JournalKind kind)
    {
        using var test = new TestJournal(kind);
        var files = new FailingFiles();
        using var journal = test.Open(files: files);
        test.AwaitNextSegment(journal);
        Assert.Null(journal.RoomShortage);
        files.Free = 1000;
        if (kind == JournalKind.Segments)
        {
            test.Append(journal, [.. Enumerable.Repeat(200, 10)]);
        }

        Assert.True(SpinWait.SpinUntil(() => journal.RoomShortage is not null, Patience));
        Assert.Contains("free. What was acknowledged is safe", journal.RoomShortage, StringComparison.Ordinal);
        Assert.True(journal.Room < test.SegmentBytes);
    }

    [Theory]
    [InlineData(JournalKind.Segments)]
    [InlineData(JournalKind.Faster)]
    public void Duration_of_appends_is_told(JournalKind kind)
    {
        using var test = new TestJournal(kind);
        using var journal = test.Open();
        Assert.Equal((0, 0), (journal.LastAppendTicks, journal.TakeLongestAppendTicks()));
        test.Append(journal, 1, 200);
        Assert.True(journal.LastAppendTicks > 0);
        Assert.True(journal.TakeLongestAppendTicks() >= journal.LastAppendTicks);
        Assert.Equal(0, journal.TakeLongestAppendTicks());
    }
}
