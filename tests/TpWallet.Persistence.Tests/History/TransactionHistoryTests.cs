using TpWallet.Messages;
using TpWallet.Persistence.Events;
using TpWallet.Persistence.History;
using TpWallet.Persistence.Tests.Events;

namespace TpWallet.Persistence.Tests.History;

public sealed class TransactionHistoryTests
{
    [Fact]
    public async Task Everything_is_found_as_the_twin_says_whether_in_memory_or_on_disk()
    {
        const int seed = 301;
        using var test = new TestHistory(seed);
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        for (var round = 0; round < 5; round++)
        {
            test.Add(events, history, 1500);
            await test.ExpectAll(history);
        }

        Assert.Null(history.Damage);
        Assert.Equal(events.DurableThrough, history.IndexedThrough);
        Assert.InRange(history.DurableThrough, 1ul, history.IndexedThrough);
        Assert.Equal((1ul, 0L), (history.RetainedFrom, history.RetainedFromTimeMs));
        history.Verify();
        Assert.True(Directory.GetFiles(test.Directory, "history.log.*").Length > 10, $"seed {seed}");
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(16384)]
    public async Task Reopened_history_goes_on_from_its_checkpoint(int pageBytes)
    {
        const int seed = 302;
        using var test = new TestHistory(seed) { PageBytes = pageBytes };
        var random = new Random(seed);
        for (var round = 0; round < 8; round++)
        {
            using var events = test.EventFolder.Open();
            using var history = test.Open(events);
            history.CatchUp();
            await test.ExpectAll(history, 200);
            test.Add(events, history, random.Next(1, 1500));
            await test.ExpectAll(history, 200);
            if (round % 3 == 1)
            {
                history.Checkpoint(withIndex: round == 4);
                Assert.Equal(history.IndexedThrough, history.DurableThrough);
            }
        }

        using var last = test.EventFolder.Open();
        using var whole = test.Open(last);
        whole.CatchUp();
        await test.ExpectAll(whole);
        whole.Verify();
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(16384)]
    public async Task Killed_history_goes_on_from_its_checkpoint(int pageBytes)
    {
        const int seed = 303;
        using var test = new TestHistory(seed) { PageBytes = pageBytes };
        var random = new Random(seed);
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        for (var round = 0; round < 10; round++)
        {
            test.Add(events, history, random.Next(50, 700));
            using var killed = test.Copy();
            using var killedEvents = killed.EventFolder.Open();
            using var again = killed.Open(killedEvents);
            Assert.True(again.Damage is null, $"seed {seed}, round {round}: {again.Damage?.Message}");
            Assert.Equal(history.DurableThrough, again.IndexedThrough);
            again.CatchUp();
            killed.Add(killedEvents, again, 200);
            await killed.ExpectAll(again, 300);
            again.Verify();
        }
    }

    [Fact]
    public async Task First_answer_wins_over_repeats_and_later_refusals()
    {
        using var test = new TestHistory(304);
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        var id = new RequestId(1, 2);
        Append(events, history, [
            Outcome(1, id, ResultCode.DuplicatesFull), Outcome(2, id, ResultCode.AmountOutOfRange), Outcome(3, id, ResultCode.InsufficientFunds),
            Outcome(4, id, ResultCode.InsufficientFunds, ReplyFlags.Replayed), Outcome(5, id, ResultCode.RequestIdConflict),
            Outcome(6, id, ResultCode.OutsideWindow), Outcome(7, id, ResultCode.Approved)]);
        Assert.Equal(3ul, (await history.FindAsync(1, id))!.Sequence);
        Assert.Equal(1, history.RepeatsIgnored);
        Assert.Null(await history.FindAsync(2, id));
    }

    [Fact]
    public async Task Link_of_a_chain_that_was_not_carried_out_gives_way_to_a_later_answer()
    {
        using var test = new TestHistory(305);
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        var (carriedOut, never) = (new RequestId(1, 2), new RequestId(1, 3));
        Append(events, history, [
            Outcome(1, carriedOut, ResultCode.LinkedCommandFailed), Outcome(2, never, ResultCode.LinkedCommandFailed),
            Outcome(3, carriedOut, ResultCode.Approved), Outcome(4, carriedOut, ResultCode.LinkedCommandFailed)]);
        Assert.Equal(3ul, (await history.FindAsync(1, carriedOut))!.Sequence);
        Assert.Equal(2ul, (await history.FindAsync(1, never))!.Sequence);
    }

    [Fact]
    public async Task Commands_about_the_switch_are_the_operators()
    {
        using var test = new TestHistory(306);
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        var id = new RequestId(5, 6);
        var (command, reply) = Outcome(1, id, ResultCode.Approved);
        command.Kind = CommandKind.AddParticipant;
        Append(events, history, [(command, reply)]);
        Assert.Equal(0u, TransactionHistory.OwnerOf(command));
        Assert.NotNull(await history.FindAsync(0, id));
        Assert.Null(await history.FindAsync(1, id));
    }

    [Fact]
    public void Ruled_out_ids_say_through_which_sequence_and_never_touch_the_disk()
    {
        using var test = new TestHistory(307);
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        test.Add(events, history, 3000);
        foreach (var file in Directory.GetFiles(test.Directory, "history.log.*"))
        {
            File.Delete(file);
        }

        var ruledOut = 0;
        for (var round = 0ul; round < 1000; round++)
        {
            if (history.TryRuleOut(1, new RequestId(round, ulong.MaxValue), out var through))
            {
                ruledOut++;
                Assert.Equal(history.IndexedThrough, through);
            }
        }

        Assert.Null(history.Damage);
        Assert.InRange(ruledOut, 950, 1000);
        Assert.All(test.Answers.Keys, key => Assert.False(history.TryRuleOut(key.Participant, key.Id, out _)));
    }

    [Fact]
    public async Task Concurrent_look_ups_are_right_while_entries_come_and_checkpoints_are_taken()
    {
        const int seed = 308;
        using var test = new TestHistory(seed);
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        test.Add(events, history, 2000);
        var answers = test.Answers.ToArray();
        var references = test.References.Select(static entry => (entry.Key, Value: entry.Value.ToArray())).ToArray();
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(reader => Task.Run(async () =>
        {
            var random = new Random(seed + reader);
            var count = 0;
            while (!stop.IsCancellationRequested || count < 200)
            {
                var (key, sequence) = answers[random.Next(answers.Length)];
                Assert.False(history.TryRuleOut(key.Participant, key.Id, out _));
                Assert.Equal(sequence, (await history.FindAsync(key.Participant, key.Id))!.Sequence);
                var (reference, sequences) = references[random.Next(references.Length)];
                var found = await history.FindByReferenceAsync(reference.Participant, reference.Reference, reference.Terminal, 1000);
                Assert.Equal(sequences.AsEnumerable().Reverse(), found.Select(static record => record.Sequence).TakeLast(sequences.Length));
                Assert.Null(await history.FindAsync(9, new RequestId((ulong)random.NextInt64(), 1)));
                count++;
            }

            return count;
        })).ToArray();
        for (var round = 0; round < 12; round++)
        {
            test.Add(events, history, 300);
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), static count => Assert.True(count >= 200));
        Assert.Null(history.Damage);
        await test.ExpectAll(history, 300);
    }

    [Fact]
    public async Task Retention_drops_the_oldest_and_says_from_where_on_it_holds_everything()
    {
        const int seed = 309;
        using var test = new TestHistory(seed);
        for (var round = 0; round < 3; round++)
        {
            using var events = test.EventFolder.Open();
            using var history = TransactionHistory.Open(test.Options with { MaxEntries = 4000 }, events);
            test.Add(events, history, 5000);
            history.Checkpoint();
            Assert.InRange(history.Entries, 1, 4000);
            await ExpectRetained(test, events, history, $"seed {seed}, round {round}");
            history.Retain(history.RetainedFrom + 1500);
            await ExpectRetained(test, events, history, $"seed {seed}, round {round}");
            history.Checkpoint();
            var first = Directory.GetFiles(test.Directory, "history.log.*.crc").Min(static file => int.Parse(file.Split('.')[^2]));
            Assert.True(first > 0);
            history.Verify();

            // The event log may follow, but no further.
            events.Retain(0, long.MaxValue, history.RetainedFrom);
            await ExpectRetained(test, events, history, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public async Task Page_shows_a_participants_commands_newest_first()
    {
        using var test = new TestHistory(310);
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        test.Add(events, history, 6000);
        var expected = test.Outcomes.Where(static outcome => outcome.Value.Command.Participant == 2)
            .Select(static outcome => outcome.Key).OrderDescending().ToArray();
        var found = new List<ulong>();
        for (ulong? before = ulong.MaxValue; before is { } from;)
        {
            var page = await history.PageAsync(2, from, 300);
            Assert.InRange(page.Records.Count, 0, 300);
            found.AddRange(page.Records.Select(static record => record.Sequence));
            before = page.NextBefore;
        }

        Assert.Equal(expected, found);
    }

    [Fact]
    public void Block_that_does_not_follow_or_is_not_durable_is_refused()
    {
        using var test = new TestHistory(311);
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        test.EventFolder.AppendThrough(events, 10);
        var block = test.EventFolder.Pack(11, 5);
        var address = events.Append(block);
        Assert.Throws<ArgumentException>(() => history.Index(block, address));
        events.Commit();
        Assert.Throws<ArgumentException>(() => history.Index(block, address));
        history.CatchUp();
        history.Index(block, address);
        Assert.Equal(15ul, history.IndexedThrough);
    }

    [Fact]
    public void Second_opening_of_the_same_folder_is_refused()
    {
        using var test = new TestHistory(312);
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        Assert.Contains("in use", Assert.Throws<HistoryException>(() => test.Open(events)).Message, StringComparison.Ordinal);
    }

    private static async Task ExpectRetained(TestHistory test, EventLog events, TransactionHistory history, string what)
    {
        Assert.Equal(TestEvents.TimeOf(history.RetainedFrom - 1) + 1, history.RetainedFromTimeMs);
        foreach (var (key, sequence) in test.Answers)
        {
            var found = await history.FindAsync(key.Participant, key.Id);
            Assert.True(found?.Sequence == sequence || sequence < history.RetainedFrom, $"{what}: sequence {sequence} of {history.RetainedFrom}");
        }

        foreach (var (key, sequences) in test.References.Take(200))
        {
            var found = await history.FindByReferenceAsync(key.Participant, key.Reference, key.Terminal, 1000);
            Assert.Equal(sequences.Where(sequence => sequence >= history.RetainedFrom).Reverse(),
                found.Select(static record => record.Sequence).Where(sequence => sequence >= history.RetainedFrom));
        }

        Assert.Equal(events.DurableThrough, history.IndexedThrough);
    }

    private static (Command Command, Reply Reply) Outcome(ulong sequence, RequestId id, ResultCode result, ReplyFlags flags = ReplyFlags.None) => (
        new Command { Kind = CommandKind.Transfer, Participant = 1, RequestId = id },
        new Reply { RequestId = id, Sequence = sequence, Result = result, Class = ResultCodes.Classify(result), Flags = flags });

    private static void Append(EventLog events, TransactionHistory history, (Command Command, Reply Reply)[] outcomes)
    {
        var block = new byte[8192];
        OutcomeBlock.Begin(block);
        foreach (var (command, reply) in outcomes)
        {
            Assert.True(OutcomeBlock.TryAppend(block, command, reply, OutcomeBlock.LastSequenceOf(block) + 1, 0, 0, []));
        }

        var address = events.Append(block);
        events.Commit();
        history.Index(block, address);
    }
}
