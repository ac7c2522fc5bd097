using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;
using TpWallet.Replication.Log;
using TpWallet.Replication.Tests.Views;

namespace TpWallet.Replication.Tests.Log;

public sealed class ReplicaJournalTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TestLog _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Ticket_is_through_only_when_the_disk_has_it()
    {
        var files = new GatedFiles();
        using var log = _test.Open(files);
        var before = log.DurableTicket;
        files.Hang();
        var writes = files.Writes;
        var batch = _test.Append(log, 3);
        var epoch = log.AppendEpoch(4);
        Assert.True(SpinWait.SpinUntil(() => files.Writes > writes, Patience));
        Assert.Equal((before, 0UL, 3UL), (log.DurableTicket, log.DurableSequence, log.Tail.Sequence));
        Assert.True(epoch > batch);

        files.GoOn();
        TestLog.Await(log, epoch);
        Assert.Equal(3UL, log.DurableSequence);
    }

    [Fact]
    public void Promise_is_on_the_disk_when_its_ticket_is_through()
    {
        using (var log = _test.Open())
        {
            TestLog.Await(log, log.AppendEpoch(7));
            CopyTo("killed");
            TestLog.Await(log, log.AppendView(Samples.View(version: 3)));
            CopyTo("killed later");
        }

        using var killed = Killed("killed");
        Assert.Equal((7UL, null), (killed.Recovered.AcceptedEpoch, killed.Recovered.HighestView));
        using var later = Killed("killed later");
        Assert.Equal(Samples.View(version: 3), later.Recovered.HighestView);
    }

    [Fact]
    public void Killed_process_finds_what_was_durable_and_shows_what_was_committed()
    {
        LogPosition committed;
        using (var log = _test.Open())
        {
            for (var batch = 0; batch < 50; batch++)
            {
                _test.Append(log, 1 + (batch % 7));
            }

            Assert.True(log.TryFindBoundary(120, out committed));
            TestLog.Await(log, log.AppendCommit(committed));
            TestLog.Await(log, log.AppendCut(1, PositionBefore(log, committed, 170)));
            CopyTo("killed");
        }

        using var killed = Killed("killed");
        Assert.Equal(committed, killed.Recovered.Committed);
        Assert.Equal(committed.Sequence, killed.Journal.Position.Sequence);
        Assert.InRange(killed.Tail.Sequence, 160UL, 170UL);
        Assert.Equal(killed.Tail, TestLog.Positions(killed)[^1]);
    }

    [Fact]
    public void Append_waits_for_the_disk_when_the_memory_is_full()
    {
        var files = new GatedFiles();
        using var log = _test.Open(files);
        files.Hang();
        var appended = 0;
        while (log.HasRoom(16 << 10))
        {
            _test.Append(log, TestLog.MaxBatchCommands);
            appended++;
        }

        Assert.InRange(appended, 3, 4);
        var ticket = 0L;
        var agent = new Thread(() => ticket = _test.Append(log, TestLog.MaxBatchCommands));
        agent.Start();
        Assert.True(SpinWait.SpinUntil(() => (agent.ThreadState & ThreadState.WaitSleepJoin) != 0, Patience));
        files.GoOn();
        Assert.True(agent.Join(Patience));
        TestLog.Await(log, ticket);
        Assert.Equal(appended + 2, TestLog.Positions(log).Count);
    }

    [Fact]
    public void Failed_write_is_told_and_nothing_is_taken_any_more()
    {
        var files = new GatedFiles();
        using (var log = _test.Open(files))
        {
            using var told = new ManualResetEventSlim();
            log.Advanced = () =>
            {
                if (log.Failure is not null)
                {
                    told.Set();
                }
            };
            TestLog.Await(log, _test.Append(log, 2));
            var through = log.DurableTicket;
            files.Fails = true;
            _test.Append(log, 2);
            Assert.True(told.Wait(Patience));
            var writes = files.Writes;
            files.Fails = false;
            Assert.Throws<JournalFailedException>(() => _test.Append(log, 2));
            Assert.Throws<JournalFailedException>(() => log.AppendEpoch(3));
            Assert.Throws<JournalFailedException>(() => log.AppendCommit(default));
            Assert.Equal((through, writes, 2UL), (log.DurableTicket, files.Writes, log.DurableSequence));
        }

        Assert.Contains(_test.Lines, static line => line.Contains("The disk failed", StringComparison.Ordinal));
        using var again = _test.Open();
        Assert.Equal(2UL, again.Tail.Sequence);
    }

    [Fact]
    public void Commit_is_durable_by_itself_when_nothing_follows()
    {
        using (var log = _test.Open())
        {
            _test.Append(log, 5);
            TestLog.Await(log, log.AppendCommit(log.Tail));
            Assert.Equal(5UL, log.Journal.Position.Sequence);
            TestLog.Await(log, log.AppendCommit(log.Tail));
            CopyTo("killed");
        }

        using var killed = Killed("killed");
        Assert.Equal([5UL], _test.Shown);
    }

    [Fact]
    public void Readers_at_many_places_go_on_where_they_were()
    {
        using var log = _test.Open();
        for (var batch = 0; batch < 300; batch++)
        {
            _test.Append(log, 1 + (batch * 31 % TestLog.MaxBatchCommands));
        }

        var readers = new LogPosition[14];
        var isAnyLeft = true;
        for (var round = 0; isAnyLeft; round++)
        {
            isAnyLeft = false;
            for (var reader = 0; reader < readers.Length; reader++)
            {
                // Each begins a little later than the one before, and one goes back once.
                if (round >= reader * 7 && log.TryReadNext(readers[reader], out var bytes))
                {
                    Assert.Equal(BatchDefect.None, SealedBatch.TryRead(bytes.Span, out var batch));
                    Assert.Equal(readers[reader].Hash, batch.Header.PreviousHash);
                    readers[reader] = round == 100 && reader == 3 ? default : new LogPosition(batch.Header.LastSequence, batch.ComputeHash());
                }

                isAnyLeft |= readers[reader] != log.Tail;
            }
        }

        Assert.All(readers, position => Assert.Equal(log.Tail, position));
    }

    [Fact]
    public void Batch_that_does_not_continue_the_log_is_refused()
    {
        using var log = _test.Open();
        _test.Append(log, 5);
        Assert.True(log.TryReadNext(default, out var bytes));
        var copy = bytes.ToArray();
        Assert.Throws<ArgumentException>(() => log.Append(copy, default));
        Assert.Throws<ArgumentException>(() => log.Append(copy.AsSpan(0, 100), default));
        Assert.Throws<ArgumentException>(() => log.AppendCommit(new LogPosition(4, default)));
        Assert.Throws<ArgumentException>(() => log.AppendCut(1, new LogPosition(9, default)));
        var tail = log.Tail;
        TestLog.Await(log, log.AppendCommit(tail));
        Assert.Throws<ArgumentException>(() => log.AppendCut(1, default));
        Assert.Equal(5UL, log.Tail.Sequence);
    }

    [Fact]
    public void Released_beginning_is_no_longer_known()
    {
        using var log = _test.Open();
        for (var batch = 0; batch < 60; batch++)
        {
            _test.Append(log, TestLog.MaxBatchCommands);
        }

        TestLog.Await(log, log.AppendCommit(log.Tail));
        log.Journal.Release(3000);
        var begin = log.Base;
        Assert.InRange(begin.Sequence, 1UL, 3000UL);
        Assert.False(log.TryFindBoundary(begin.Sequence - 1, out _));
        Assert.True(log.TryFindBoundary(begin.Sequence, out var found));
        Assert.Equal(begin, found);
        Assert.False(log.TryReadNext(default, out _));
        Assert.Equal((6000UL - begin.Sequence) / TestLog.MaxBatchCommands, (ulong)TestLog.Positions(log).Count - 1);
    }

    [Fact]
    public void Journal_in_memory_mode_has_a_new_name_at_every_start()
    {
        using var memory = new TestLog(DurabilityMode.Memory);
        Guid first, file;
        using (var log = memory.Open())
        {
            (first, file) = (log.JournalId, log.Journal.JournalId);
            memory.Append(log, 5);
        }

        using (var log = memory.Open())
        {
            Assert.NotEqual(first, log.JournalId);
            Assert.Equal((file, 5UL), (log.Journal.JournalId, log.Tail.Sequence));
        }

        Guid replica;
        using (var durable = _test.Open())
        {
            replica = durable.JournalId;
        }

        using var again = _test.Open();
        Assert.Equal(replica, again.JournalId);
    }

    [Fact]
    public void Tail_in_memory_wraps_and_keeps_the_newest()
    {
        using var memory = new TailMemory(40 << 10, JournalPosition.Beginning);
        var written = 0L;
        for (var batch = 1UL; batch <= 100; batch++)
        {
            var bytes = new byte[SealedBatch.BlockSize * (1 + (int)(batch % 4))];
            MemoryMarshal.Write(bytes, batch);
            Assert.True(memory.HasRoom(bytes.Length, written));
            written = memory.Append(bytes, JournalPosition.Beginning with { Sequence = batch }) + bytes.Length;
            Assert.Equal(batch, memory.FindEnd(batch + 5).Sequence);
            Assert.True(memory.Start.Sequence < batch);
            for (var sequence = memory.Start.Sequence; sequence < batch; sequence++)
            {
                Assert.Equal(sequence + 1, MemoryMarshal.Read<ulong>(memory.ReadNext(sequence).Span));
            }
        }

        memory.CutBehind(JournalPosition.Beginning with { Sequence = 99 });
        Assert.Equal((99UL, true), (memory.FindEnd(1000).Sequence, memory.ReadNext(99).IsEmpty));
        memory.CutBehind(JournalPosition.Beginning with { Sequence = 7 });
        Assert.Equal((7UL, 7UL), (memory.Start.Sequence, memory.FindEnd(1000).Sequence));
        Assert.False(memory.HasRoom(40 << 10, written - 1));
    }

    private static LogPosition PositionBefore(ReplicaJournal log, LogPosition committed, ulong sequence)
    {
        Assert.True(log.TryFindBoundary(sequence, out var position));
        Assert.True(position.Sequence > committed.Sequence);
        return position;
    }

    /// <summary>What a kill at this moment leaves: the files as the system has them.</summary>
    private void CopyTo(string name)
    {
        var target = Directory.CreateDirectory(Path.Combine(_test.Options.Directory, name)).FullName;
        foreach (var file in Directory.EnumerateFiles(_test.Options.Directory).Where(static file => !file.EndsWith("lock", StringComparison.Ordinal)))
        {
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = File.Create(Path.Combine(target, Path.GetFileName(file)));
            source.CopyTo(copy);
        }
    }

    private ReplicaJournal Killed(string name)
    {
        var original = _test.Options;
        _test.Options = original with { Directory = Path.Combine(original.Directory, name) };
        try
        {
            return _test.Open();
        }
        finally
        {
            _test.Options = original;
        }
    }
}
