using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Group;

namespace TpWallet.Persistence.Tests.Journal;

public sealed class GroupJournalTests : IDisposable
{
    private readonly TestMember _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Restart_shows_what_is_committed_and_keeps_the_rest()
    {
        using (var journal = _test.Open())
        {
            var ends = _test.Append(journal, 10, 200, 256, 1, 77);
            TestMember.Commit(journal, ends[2]);
            Assert.Equal(ends[2], journal.Position);
            Assert.Equal(ends[4], journal.Written);
        }

        using var again = _test.Open();
        Assert.Equal([10, 200, 256], _test.Shown.Batches);
        Assert.Equal((466UL, 544UL), (again.Position.Sequence, again.Written.Sequence));
        Assert.Equal([10UL, 210, 466, 467, 544], TestMember.Readable(again));
        _test.Append(again, 5);
        Assert.Equal(549UL, again.Written.Sequence);
    }

    [Fact]
    public void Promise_and_view_are_found_again()
    {
        byte[] view = [1, 2, 3];
        using (var journal = _test.Open())
        {
            Assert.Equal((0UL, 0), (journal.AcceptedEpoch, journal.View.Length));
            journal.Store(acceptedEpoch: 5, view: null);
            journal.Store(acceptedEpoch: null, view);
            journal.Store(acceptedEpoch: 6, view: null);
        }

        using var again = _test.Open();
        Assert.Equal(6UL, again.AcceptedEpoch);
        Assert.Equal(view, again.View);
    }

    [Fact]
    public void Cut_frees_segments_for_what_follows()
    {
        using var journal = _test.Open();
        var first = _test.Append(journal, 256, 256)[1];
        for (var round = 0; round < 5; round++)
        {
            _test.Append(journal, [.. Enumerable.Repeat(256, 30)]);
            Assert.Equal(32, TestMember.Readable(journal).Count);
            journal.Cut(first);
            Assert.Equal(first, journal.Written);
            Assert.Equal([256UL, 512], TestMember.Readable(journal));
        }

        Assert.Equal(5, _test.Log.Count);
        Assert.Contains("Took back 7680 uncommitted commands behind sequence 512", _test.Log[0], StringComparison.Ordinal);
        Assert.InRange(_test.Single.DataFiles().Length, 5, 7);
        var room = journal.Room;
        _test.Append(journal, 256);
        Assert.InRange(room - journal.Room, 1, 64 << 10);
    }

    [Fact]
    public void Cut_of_nothing_writes_nothing_and_one_of_what_is_committed_is_refused()
    {
        using var journal = _test.Open();
        var ends = _test.Append(journal, 10, 20, 30);
        TestMember.Commit(journal, ends[1]);
        journal.Cut(ends[2]);
        Assert.Empty(_test.Log);
        Assert.Throws<JournalException>(() => journal.Cut(ends[0]));
        Assert.Equal(ends[2], journal.Written);
        journal.Cut(ends[1]);
        Assert.Equal(ends[1], journal.Written);
    }

    [Fact]
    public void Reading_and_releasing_stop_at_what_is_committed()
    {
        using var journal = _test.Open();
        var ends = _test.Append(journal, [.. Enumerable.Repeat(256, 40)]);
        TestMember.Commit(journal, ends[20]);
        var recorder = new TestJournal.Recorder();
        journal.Read(1, recorder);
        Assert.Equal(ends[20].Sequence, recorder.Commands);
        Assert.Throws<ArgumentOutOfRangeException>(() => journal.Read(ends[21].Sequence + 1, recorder));

        journal.Release(ends[39].Sequence);
        Assert.InRange(journal.Begin.Sequence, 1UL, ends[20].Sequence);
        Assert.Equal(journal.Begin.Sequence + 1, journal.FirstSequence);
        using var reader = journal.OpenReader();
        Assert.False(reader.TryReadNext(0, default, out _));
        Assert.False(reader.TryFindEnd(journal.Begin.Sequence - 1, out _));
        Assert.True(reader.TryFindEnd(journal.Begin.Sequence, out var begin));
        Assert.Equal(journal.Begin.Hash, begin.Hash);
        Assert.Equal(ends[39].Sequence, TestMember.Readable(journal)[^1]);
    }

    [Fact]
    public void Ends_far_back_are_found_in_the_files()
    {
        using var journal = _test.Open(recentBatches: 3);
        var ends = _test.Append(journal, [.. Enumerable.Range(0, 150).Select(static index => 1 + (index * 37 % 256))]);
        using var reader = journal.OpenReader();
        for (var sequence = 0UL; sequence < journal.Written.Sequence; sequence += 23)
        {
            Assert.True(reader.TryFindEnd(sequence, out var found));
            var expected = ends.LastOrDefault(end => end.Sequence <= sequence);
            Assert.Equal((expected.Sequence, expected.Hash), (found.Sequence, found.Hash));
            Assert.Equal(expected.Sequence == 0 ? JournalPosition.Beginning : expected, reader.Complete(found.Sequence, found.Hash));
        }
    }

    [Fact]
    public void Journal_of_a_single_node_becomes_that_of_a_member_and_is_closed_to_single_nodes()
    {
        _test.Single.Write(10, 256, 3);
        using (var journal = _test.Open())
        {
            Assert.Equal([10, 256, 3], _test.Shown.Batches);
            Assert.Equal((269UL, TestJournal.Epoch), (journal.Position.Sequence, journal.AcceptedEpoch));
            _test.Append(journal, 5);
        }

        Assert.Contains("group's member", Assert.Throws<JournalException>(() => _test.Single.Open()).Message, StringComparison.Ordinal);
        using var again = _test.Open();
        Assert.Equal([10, 256, 3], _test.Shown.Batches);
    }

    [Fact]
    public void Journal_behind_a_snapshot_keeps_what_was_promised()
    {
        var begin = new JournalPosition(500, Hash256.Of([1]), TestJournal.TimeOf(400), TestJournal.Epoch);
        var options = _test.Single.Options with { Base = begin };
        GroupJournal.CreateBehind(options, Guid.NewGuid(), acceptedEpoch: 9, new byte[] { 7 });
        Assert.Throws<JournalException>(() => GroupJournal.CreateBehind(options, Guid.NewGuid(), 0, default));
        using (var journal = _test.Open(options: options))
        {
            Assert.Equal((9UL, 1), (journal.AcceptedEpoch, journal.View.Length));
            Assert.Equal((begin, begin, begin), (journal.Position, journal.Written, journal.Begin));
            var ends = _test.Append(journal, 10, 20);
            TestMember.Commit(journal, ends[0]);
            journal.Cut(ends[0]);
        }

        using var again = _test.Open(options: options);
        Assert.Equal([10], _test.Shown.Batches);
        Assert.Equal(510UL, again.Written.Sequence);
    }

    [Fact]
    public void Other_kind_of_journal_is_refused()
    {
        using var faster = new TestJournal(JournalKind.Faster);
        Assert.Throws<ArgumentException>(() => GroupJournal.Open(faster.Options));
        faster.Write(1);
        var failure = Assert.Throws<JournalException>(() => GroupJournal.Open(faster.Options with { Kind = JournalKind.Segments }));
        Assert.Contains("of kind Faster", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Readers_of_a_closed_journal_show_what_is_committed_and_count_the_rest()
    {
        using (var journal = _test.Open())
        {
            TestMember.Commit(journal, _test.Append(journal, 10, 20, 30, 40)[1]);
        }

        var recorder = new TestJournal.Recorder();
        var end = JournalReader.Read(new JournalReadOptions { Directory = _test.Directory }, recorder);
        Assert.Equal((30UL, 30UL), (end.Sequence, recorder.Commands));
        var verification = JournalVerifier.Verify(_test.Directory);
        Assert.Equal((JournalVerdict.Clean, 2L, 30UL, 2L),
            (verification.Verdict, verification.Batches, verification.LastSequence, verification.UncommittedBatches));
        Assert.Contains("2 batches of a group that aren't known to be committed", verification.Detail, StringComparison.Ordinal);
    }
}
