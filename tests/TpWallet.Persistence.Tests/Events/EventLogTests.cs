using TpWallet.Persistence.Events;
using Checker = TpWallet.Persistence.Tests.Events.TestEvents.Checker;

namespace TpWallet.Persistence.Tests.Events;

public sealed class EventLogTests
{
    [Fact]
    public void Empty_log_begins_at_its_first_sequence()
    {
        using var test = new TestEvents();
        using (var events = test.Open())
        {
            Assert.Equal((1ul, 1ul, 0ul), (events.FirstSequence, events.NextSequence, events.DurableThrough));
        }

        using var other = new TestEvents();
        for (var round = 0; round < 2; round++)
        {
            using var events = EventLog.Open(other.Options with { FirstSequence = 1001 });
            Assert.Equal((1001ul, 1001ul, 1000ul), (events.FirstSequence, events.NextSequence, events.DurableThrough));
        }
    }

    [Fact]
    public void Reopened_log_shows_everything_and_goes_on()
    {
        const int seed = 20_263;
        var random = new Random(seed);
        using var test = new TestEvents();
        var last = 0ul;
        for (var round = 0; round < 8; round++)
        {
            using var events = test.Open();
            Assert.Equal(last + 1, events.NextSequence);
            Assert.Equal(last == 0 ? long.MinValue : TestEvents.TimeOf(last), events.LastTimeMs);
            ExpectAll(events, 1, last);
            last += (ulong)random.Next(1, 2000);
            test.AppendThrough(events, last, random.Next(1, 80));
            ExpectAll(events, 1, last);
        }

        Assert.True(test.Segments().Length > 3, $"seed {seed}");
        Assert.Empty(test.Log);
        using var whole = test.Open();
        whole.Verify();
    }

    [Fact]
    public async Task Any_sequence_and_any_address_is_found()
    {
        const int seed = 20_264;
        var random = new Random(seed);
        using var test = new TestEvents();
        using var events = test.Open();
        test.AppendThrough(events, 5000, 23);
        var all = new Checker(1);
        events.Read(1, all);
        for (var round = 0; round < 300; round++)
        {
            var from = (ulong)random.Next(1, 5001);
            var first = new FirstBlock();
            events.Read(from, first);
            Assert.InRange(from, first.FirstSequence, first.LastSequence);

            var record = await events.ReadAtAsync(all.Addresses[from]);
            Assert.Equal((from, TestEvents.FingerprintOf(from)), (record.Sequence, record.BodyFingerprint));
            Assert.Equal((TestEvents.CommandOf(from), TestEvents.ReplyOf(from)), (record.Command, record.Reply));
            Assert.Equal(TestEvents.PostingsOf(from), record.Postings);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => events.Read(0, all));
        events.Read(5001, new FirstBlock());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await events.ReadAtAsync(long.MaxValue));
    }

    [Fact]
    public async Task Outcome_with_as_many_postings_as_the_core_makes_is_read_back()
    {
        using var test = new TestEvents();
        using var events = EventLog.Open(new EventLogOptions { Directory = test.Directory, SegmentBytes = 1 << 20 });
        var block = new byte[OutcomeBlock.MaxLength];
        var postings = Enumerable.Range(0, 512).Select(static index => new Messages.Posting { Sequence = 1, Amount = index }).ToArray();
        OutcomeBlock.Begin(block);
        Assert.True(OutcomeBlock.TryAppend(block, TestEvents.CommandOf(1), TestEvents.ReplyOf(1), 1, 0, 0, postings));
        var address = events.Append(block);
        events.Commit();
        Assert.Equal(postings, (await events.ReadAtAsync(address + OutcomeBlockHeader.Size)).Postings);
    }

    [Fact]
    public void Block_that_does_not_follow_is_refused_and_changes_nothing()
    {
        using var test = new TestEvents();
        using var events = test.Open();
        test.AppendThrough(events, 10);
        Assert.Throws<ArgumentException>(() => events.Append(test.Pack(12, 3)));
        Assert.Throws<ArgumentException>(() => events.Append(test.Pack(10, 3)));
        Assert.Throws<ArgumentException>(() => events.Append(test.Pack(11, 0)));
        var large = new byte[OutcomeBlock.MaxLength];
        OutcomeBlock.Begin(large);
        for (var sequence = 11ul; TestEvents.TryAppend(large, sequence); sequence++)
        {
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => events.Append(large));
        Assert.Equal(11ul, events.NextSequence);
        test.AppendThrough(events, 20);
        ExpectAll(events, 1, 20);
    }

    [Fact]
    public void What_was_not_committed_is_neither_shown_nor_kept()
    {
        using var test = new TestEvents();
        using (var events = test.Open())
        {
            test.AppendThrough(events, 10);
            events.Append(test.Pack(11, 5));
            Assert.Equal((16ul, 10ul), (events.NextSequence, events.DurableThrough));
            ExpectAll(events, 1, 10);
        }

        using var again = test.Open();
        Assert.Equal(11ul, again.NextSequence);
        test.AppendThrough(again, 3000);
        ExpectAll(again, 1, 3000);
    }

    [Fact]
    public void Many_blocks_in_one_commit_stay_within_memory()
    {
        using var test = new TestEvents();
        using var events = test.Open();
        while (events.NextSequence < 10_000)
        {
            events.Append(test.Pack(events.NextSequence, 40));
        }

        events.Commit();
        ExpectAll(events, 1, events.NextSequence - 1);
    }

    [Fact]
    public void Killed_log_keeps_what_was_committed()
    {
        using var test = new TestEvents();
        using var events = test.Open();
        for (var last = 1ul; last < 4000; last += 171)
        {
            test.AppendThrough(events, last, 37);
            using var killed = test.Copy();
            using var again = killed.Open();
            Assert.Equal(last + 1, again.NextSequence);
            ExpectAll(again, 1, last);
            killed.AppendThrough(again, last + 100);
            ExpectAll(again, 1, last + 100);
        }
    }

    [Fact]
    public void Retention_deletes_whole_segments_by_size_and_by_age_but_none_above_the_floor()
    {
        using var test = new TestEvents();
        using (var events = test.Open())
        {
            test.AppendThrough(events, 8000, 40);
            var files = test.Segments().Length;
            Assert.Equal(0, events.Retain(long.MaxValue, long.MinValue, ulong.MaxValue));
            Assert.Equal(0, events.Retain(0, long.MaxValue, 1));
            Assert.Equal(2, events.Retain(events.Bytes - TestEvents.SegmentBytes - 1, long.MinValue, ulong.MaxValue));
            Assert.Equal(files - 2, test.Segments().Length);
            ExpectAll(events, events.FirstSequence, 8000);

            var first = events.FirstSequence;
            Assert.Equal(1, events.Retain(long.MaxValue, TestEvents.TimeOf(first + 2000), first + 1500));
            Assert.InRange(events.FirstSequence, first + 1, first + 1500);
            Assert.Throws<ArgumentOutOfRangeException>(() => events.Read(first, new Checker(first)));
            test.AppendThrough(events, 9000);
        }

        using var again = test.Open();
        ExpectAll(again, again.FirstSequence, 9000);
        again.Retain(0, long.MaxValue, ulong.MaxValue);
        Assert.Single(test.Segments());
        test.AppendThrough(again, 9500);
        ExpectAll(again, again.FirstSequence, 9500);
    }

    [Fact]
    public void Deletion_that_a_crash_interrupted_is_finished_at_the_next_start()
    {
        using var test = new TestEvents();
        using (var events = test.Open())
        {
            test.AppendThrough(events, 5000, 40);
            File.Copy(test.PathOf("events.log.0"), test.PathOf("kept"));
            Assert.True(events.Retain(0, 0, 1000) > 0);
        }

        File.Move(test.PathOf("kept"), test.PathOf("events.log.0"));
        using var again = test.Open();
        Assert.False(File.Exists(test.PathOf("events.log.0")));
        ExpectAll(again, again.FirstSequence, 5000);
    }

    [Fact]
    public void Failed_write_stops_the_log_and_what_was_durable_is_safe()
    {
        using var test = new TestEvents();
        var durable = 0ul;
        using (var events = test.Open())
        {
            test.AppendThrough(events, 100);

            // The next segment can't be made.
            Directory.CreateDirectory(test.PathOf("events.log.1"));
            var failure = Assert.Throws<EventLogException>(() => test.AppendThrough(events, 5000, 40));
            durable = events.DurableThrough;
            Assert.Contains($"behind sequence {durable}", failure.Message, StringComparison.Ordinal);
            Assert.Throws<EventLogException>(() => events.Append(test.Pack(events.NextSequence, 1)));
            Assert.Throws<EventLogException>(() => events.Commit());
            ExpectAll(events, 1, durable);
        }

        Directory.Delete(test.PathOf("events.log.1"));
        using var again = test.Open();
        Assert.InRange(again.NextSequence, durable + 1, durable + 41);
        test.AppendThrough(again, 5000);
        ExpectAll(again, 1, 5000);
    }

    [Fact]
    public void Second_opening_of_the_same_folder_is_refused()
    {
        using var test = new TestEvents();
        using var events = test.Open();
        Assert.Contains("in use", Assert.Throws<EventLogException>(() => test.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deleted_log_begins_anew()
    {
        using var test = new TestEvents();
        using (var events = test.Open())
        {
            test.AppendThrough(events, 3000);
        }

        EventLog.Delete(test.Directory);
        using var anew = EventLog.Open(test.Options with { FirstSequence = 2000 });
        test.AppendThrough(anew, 2500);
        ExpectAll(anew, 2000, 2500);
    }

    private static void ExpectAll(EventLog events, ulong first, ulong last)
    {
        Assert.Equal(last, events.DurableThrough);
        Assert.Equal(first, events.FirstSequence);
        var checker = new Checker(first);
        events.Read(first, checker);
        Assert.Equal(last + 1, checker.Next);
    }

    private sealed class FirstBlock : IOutcomeBlockVisitor
    {
        public ulong FirstSequence { get; private set; }

        public ulong LastSequence { get; private set; }

        public bool OnBlock(OutcomeBlockView block, long address)
        {
            (FirstSequence, LastSequence) = (block.FirstSequence, block.LastSequence);
            return false;
        }
    }
}
