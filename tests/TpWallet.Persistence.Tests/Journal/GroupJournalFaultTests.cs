using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>What crashes, disks and operators do to a member's journal: what was promised or committed is found again, or it refuses.</summary>
public sealed class GroupJournalFaultTests : IDisposable
{
    private const string Control = "replica";
    private readonly TestMember _test = new();

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cut_that_crashes_at_any_write_is_finished_or_never_was(bool tears)
    {
        List<JournalPosition> ends;
        using (var journal = _test.Open())
        {
            ends = _test.Append(journal, [.. Enumerable.Repeat(256, 25)]);
            TestMember.Commit(journal, ends[4]);
            _test.Single.AwaitNextSegment(journal);
        }

        var image = JournalImage.Take(_test.Single);
        var outcomes = new List<ulong>();
        for (var writes = 0; ; writes++)
        {
            image.Put();
            var files = new FailingFiles { WritesTear = tears };
            var isDone = CutCrashing(files, writes, ends[5]);
            CheckOffline(ends);
            using (var journal = _test.Open())
            {
                Assert.Equal(ends[4].Sequence, _test.Shown.Commands);
                Assert.Contains(journal.Written, (JournalPosition[])[ends[5], ends[24]]);
                outcomes.Add(journal.Written.Sequence);
                TestMember.Commit(journal, _test.Append(journal, [.. Enumerable.Repeat(200, 25)])[^1]);
            }

            using (var journal = _test.Open())
            {
                Assert.Equal(outcomes[^1] + 5000, _test.Shown.Commands);
                Assert.Equal(_test.Shown.Batches.Count, TestMember.Readable(journal).Count);
            }

            if (isDone)
            {
                break;
            }
        }

        // Two writes decide, some zero, two say that it is done. Each was interrupted once. What half a slot lacks are zeros, so it decides, too.
        Assert.InRange(outcomes.Count, 8, 12);
        Assert.Equal(tears ? ends[5].Sequence : ends[24].Sequence, outcomes[0]);
        Assert.All(outcomes[1..], outcome => Assert.Equal(ends[5].Sequence, outcome));
    }

    [Fact]
    public void Interrupted_run_leaves_a_prefix_and_never_a_hole()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        using (var journal = _test.Open())
        {
            TestMember.Commit(journal, _test.Append(journal, 256, 256, 100)[1]);
            _test.Append(journal, 3, 50, 1, 1, 40, 2);
        }

        var whole = JournalImage.Take(_test.Single);
        var batches = whole.Batches();
        var (from, to) = (batches[3].Position, batches[^1].Position + batches[^1].Length);
        for (var round = 0; round < 60; round++)
        {
            // Each block of the last run is on the disk or not, in whatever order.
            whole.With(batches[3].File, bytes =>
            {
                for (var at = from; at < to; at += SealedBatch.BlockSize)
                {
                    bytes.AsSpan(at, random.Next(3) == 0 ? SealedBatch.BlockSize : 0).Clear();
                }
            }).Put();
            using var journal = _test.Open();
            Assert.True(journal.Written.Sequence >= 612, $"seed {seed}, round {round}: {journal.Written}");
            Assert.Equal(512UL, _test.Shown.Commands);
            Assert.Equal(journal.Written.Sequence, TestMember.Readable(journal)[^1]);
            _test.Append(journal, 9, 9);
        }
    }

    [Fact]
    public void Altered_batch_that_no_interrupted_write_explains_is_damage()
    {
        using (var journal = _test.Open())
        {
            TestMember.Commit(journal, _test.Append(journal, [.. Enumerable.Repeat(256, 30)])[7]);
        }

        var whole = JournalImage.Take(_test.Single);
        var batches = whole.Batches();
        Assert.NotEqual(batches[12].File, batches[^1].File);
        foreach (var index in (int[])[0, 7, 12])
        {
            var damaged = whole.With(batches[index].File, bytes => bytes[batches[index].Position + 300] ^= 1);
            damaged.Put();
            Assert.Throws<JournalDamagedException>(() => _test.Open());
            Assert.True(damaged.IsInPlace());
        }
    }

    [Fact]
    public void Lost_or_unreadable_promise_is_damage_and_one_good_slot_is_enough()
    {
        using (var journal = _test.Open())
        {
            journal.Store(acceptedEpoch: 4, view: null);
        }

        var whole = JournalImage.Take(_test.Single);
        foreach (var at in (int[])[0, 40, 124, 16_384, 16_384 + 41])
        {
            whole.With(Control, bytes => bytes[at] ^= 1).Put();
            using var journal = _test.Open();
            Assert.Equal(4UL, journal.AcceptedEpoch);
        }

        whole.With(Control, bytes => (bytes[40], bytes[16_384 + 40]) = (9, 9)).Put();
        Assert.Contains("neither slot", Assert.Throws<JournalDamagedException>(() => _test.Open()).Message, StringComparison.Ordinal);
        whole.Replaced(Control, null).Put();
        Assert.Contains("is missing", Assert.Throws<JournalDamagedException>(() => _test.Open()).Message, StringComparison.Ordinal);
        Assert.Throws<JournalException>(() => _test.Single.Open());
        Assert.Equal(JournalVerdict.Damage, JournalVerifier.Verify(_test.Directory).Verdict);
    }

    [Fact]
    public void Crash_while_a_single_node_becomes_a_member_loses_nothing()
    {
        _test.Single.Write(10, 256, 3);
        var single = JournalImage.Take(_test.Single);
        _test.Open().Dispose();
        var member = JournalImage.Take(_test.Single);

        single.Replaced(Control, member[Control]).Put();
        using var journal = _test.Open();
        Assert.Equal([10, 256, 3], _test.Shown.Batches);
        Assert.Equal(TestJournal.Epoch, journal.AcceptedEpoch);
    }

    private bool CutCrashing(FailingFiles files, int writes, JournalPosition keep)
    {
        using var journal = _test.Open(files);
        files.WritesLeft = writes;
        try
        {
            journal.Cut(keep);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        finally
        {
            (files.WritesLeft, files.WritesFail) = (null, false);
        }
    }

    private void CheckOffline(List<JournalPosition> ends)
    {
        var found = JournalVerifier.Verify(_test.Directory);
        Assert.Equal((JournalVerdict.Clean, ends[4].Sequence), (found.Verdict, found.LastSequence));
        Assert.Contains(found.UncommittedBatches, (long[])[1, 20]);
        var end = JournalReader.Read(new JournalReadOptions { Directory = _test.Directory, Base = ends[4] }, visitor: null);
        Assert.Equal(ends[4], end);
    }
}
