using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>A journal that lets its beginning go, and is opened from a snapshot behind it.</summary>
public abstract class JournalReleaseTests : IDisposable
{
    private static readonly int[] Counts = [1, 200, 256, 256, 30, 256, 256, 256, 7, 256, 256, 200, 256, 256, 3, 256, 256, 100];

    private protected JournalReleaseTests(JournalKind kind)
    {
        Test = new TestJournal(kind, segmentBytes: 128 << 10);
        Positions = Test.WritePositions(Counts);
        Archive = Test.Directory + "-archive";
    }

    private protected TestJournal Test { get; }

    private protected List<JournalPosition> Positions { get; }

    private string Archive { get; }

    private JournalPosition End => Positions[^1];

    [Fact]
    public void Base_at_any_batch_shows_only_what_follows()
    {
        for (var index = 0; index < Positions.Count; index++)
        {
            var recorder = new TestJournal.Recorder(Positions[index].Sequence);
            using var journal = Test.Open(recorder, options: Test.Options with { Base = Positions[index] });
            Assert.Equal(Counts[index..], recorder.Batches);
            Assert.Equal((End, End.Sequence + 1, 1ul), (journal.Position, journal.NextSequence, journal.FirstSequence));
            Assert.Equal(Counts[index..].Sum(static count => SealedBatch.LengthOf(count)), journal.Bytes);
        }
    }

    [Fact]
    public void Journal_opened_from_a_base_goes_on()
    {
        using (var journal = Test.Open(options: Test.Options with { Base = End }))
        {
            Test.Append(journal, 9, 256, 256);
        }

        Assert.Equal([.. Counts, 9, 256, 256], Test.Replay().Batches);
    }

    [Fact]
    public void Base_of_another_history_is_refused()
    {
        foreach (var position in Positions.Skip(1))
        {
            Assert.Contains("that the snapshot", Refuse(position with { Hash = default }).Message, StringComparison.Ordinal);
        }

        // Time and epoch are part of what is hashed; they are compared where the batch itself is read.
        var known = Positions[1];
        foreach (var wrong in (JournalPosition[])[known with { TimeMs = 5 }, known with { Epoch = 6 }])
        {
            Assert.Contains("not the one that the snapshot names", Refuse(wrong).Message, StringComparison.Ordinal);
        }

        Assert.Contains($"ends inside the batch of sequences {known.Sequence + 1} to", Refuse(known with { Sequence = known.Sequence + 1 }).Message,
            StringComparison.Ordinal);
        Assert.Contains($"the snapshot at {End.Sequence + 1} is ahead of the journal, which ends at {End.Sequence}",
            Refuse(End with { Sequence = End.Sequence + 1 }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Base_whose_batch_was_released_is_checked_by_the_next_batch()
    {
        using (var journal = Test.Open())
        {
            journal.Release(Positions[6].Sequence);
            Assert.True(journal.FirstSequence > 1);
        }

        var released = Positions.Single(position => position.Sequence == FirstSequence() - 1);
        Assert.Equal(End.Sequence, Recover(released).Commands);
        var refusal = Refuse(released with { Hash = End.Hash });
        Assert.Contains($"doesn't follow the one that the snapshot at {released.Sequence} names", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Altered_batch_before_the_base_is_found_by_verifying_alone()
    {
        var image = JournalImage.Take(Test);
        var known = Positions[10];
        var first = image.Batches()[1];
        image.With(first.File, bytes => bytes[first.Position + 200] ^= 1).Put();

        Assert.Equal(End.Sequence, Recover(known).Commands);
        var verdict = JournalVerifier.Verify(Test.Directory);
        Assert.Equal(JournalVerdict.Damage, verdict.Verdict);
        Assert.Contains($"{first.File}, byte", verdict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Altered_batch_behind_the_base_is_refused_with_its_place()
    {
        var image = JournalImage.Take(Test);
        var known = Positions[10];
        foreach (var place in image.Batches().Where(place => place.Header.FirstSequence > known.Sequence))
        {
            var damaged = image.With(place.File, bytes => bytes[place.Position + 200] ^= 1);
            damaged.Put();
            var refusal = Refuse(known);
            Assert.Contains($"batch of sequence {place.Header.FirstSequence} is missing or altered", refusal.Message + AheadOf(place),
                StringComparison.Ordinal);
            Assert.True(damaged.IsInPlace());
        }

        // The last batch has no good one behind it: the mark tells.
        string AheadOf(JournalImage.Place place) => place.Header.LastSequence == End.Sequence
            ? $" batch of sequence {place.Header.FirstSequence} is missing or altered" : "";
    }

    [Fact]
    public void Release_deletes_whole_segments_and_never_the_last()
    {
        using (var journal = Test.Open())
        {
            journal.Release(0);
            Assert.Equal(1ul, journal.FirstSequence);
            var before = Test.DataFiles().Length;
            journal.Release(Positions[8].Sequence);
            Assert.InRange(journal.FirstSequence, 2ul, Positions[8].Sequence + 1);
            Assert.True(Test.DataFiles().Length < before);

            journal.Release(ulong.MaxValue);
            Assert.InRange(journal.FirstSequence, Positions[8].Sequence, End.Sequence);
            Assert.InRange(Test.DataFiles().Length, 1, 2);
            Test.Append(journal, 256, 256, 256);
        }

        var recorder = new TestJournal.Recorder(End.Sequence);
        Test.Open(recorder, options: Test.Options with { Base = End }).Dispose();
        Assert.Equal([256, 256, 256], recorder.Batches);
    }

    [Fact]
    public void Released_journal_needs_a_snapshot_and_says_which()
    {
        using (var journal = Test.Open())
        {
            journal.Release(Positions[9].Sequence);
        }

        var first = FirstSequence();
        var refusal = Assert.Throws<JournalReleasedException>(() => Test.Open());
        Assert.Contains($"needs a snapshot of sequence {first - 1} or later", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((1ul, first), (refusal.WantedSequence, refusal.FirstSequence));
        Assert.Throws<JournalReleasedException>(() => Test.Open(options: Test.Options with { Base = Positions[1] }));

        var verdict = JournalVerifier.Verify(Test.Directory);
        Assert.Equal((JournalVerdict.Clean, first, End.Sequence), (verdict.Verdict, verdict.FirstSequence, verdict.LastSequence));
        Assert.Equal(End.Sequence - first + 1, verdict.Commands);
    }

    [Fact]
    public void Segment_missing_behind_what_was_released_is_damage()
    {
        using (var journal = Test.Open())
        {
            journal.Release(Positions[6].Sequence);
        }

        var image = JournalImage.Take(Test);
        image.Replaced(image.DataFiles()[0], null).Put();
        Assert.Contains("the segment is missing", Refuse(End).Message, StringComparison.Ordinal);
        Assert.Equal(JournalVerdict.Damage, JournalVerifier.Verify(Test.Directory).Verdict);

        image.Replaced("released", null).Put();
        Assert.Contains("the segment is missing", Refuse(End).Message, StringComparison.Ordinal);
        for (var at = 0; at < 128; at += 3)
        {
            image.With("released", bytes => bytes[at] ^= 0x40).Put();
            Assert.Equal("released", Refuse(End).File);
        }
    }

    [Fact]
    public void Archive_and_journal_together_are_the_whole()
    {
        var options = Test.Options with { ArchiveDirectory = Archive };
        using (var journal = Test.Open(options: options))
        {
            journal.Release(Positions[6].Sequence);
            Test.Append(journal, 256);
            journal.Release(Positions[14].Sequence);
        }

        Assert.NotEmpty(Test.DataFiles(Archive));
        Assert.Empty(Test.DataFiles(Archive).Intersect(Test.DataFiles()));
        var whole = JournalVerifier.Verify(Test.Directory, archiveDirectory: Archive);
        Assert.Equal((JournalVerdict.Clean, 1ul, End.Sequence + 256), (whole.Verdict, whole.FirstSequence, whole.LastSequence));
        Assert.True(JournalVerifier.Verify(Test.Directory).FirstSequence > 1);

        var recorder = new TestJournal.Recorder();
        Test.Open(recorder, options: options).Dispose();
        Assert.Equal([.. Counts, 256], recorder.Batches);
    }

    [Fact]
    public void Archive_without_its_beginning_is_verified_from_there_and_a_gap_in_it_is_damage()
    {
        using (var journal = Test.Open(options: Test.Options with { ArchiveDirectory = Archive }))
        {
            journal.Release(Positions[14].Sequence);
        }

        var archived = Test.DataFiles(Archive);
        Assert.True(archived.Length > 2);
        File.Delete(Path.Combine(Archive, archived[0]));
        var verdict = JournalVerifier.Verify(Test.Directory, archiveDirectory: Archive);
        Assert.Equal(JournalVerdict.Clean, verdict.Verdict);
        Assert.InRange(verdict.FirstSequence, 2ul, FirstSequence() - 1);

        File.Delete(Path.Combine(Archive, archived[2]));
        var gap = JournalVerifier.Verify(Test.Directory, archiveDirectory: Archive);
        Assert.Equal(JournalVerdict.Damage, gap.Verdict);
        Assert.Contains($"{archived[2]}, byte 0: the segment is missing", gap.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Crash_at_any_step_of_a_release_leaves_a_whole_journal(bool archive, bool acrossFileSystems)
    {
        var options = Test.Options with { ArchiveDirectory = archive ? Archive : null };
        var image = JournalImage.Take(Test);
        var steps = 0;
        for (var finished = false; !finished; steps++)
        {
            image.Put();
            DeleteArchive();
            finished = TryRelease(options, acrossFileSystems, steps);

            var crashed = $"crash after {steps} steps";
            var known = Positions[12];
            var recovered = new TestJournal.Recorder(known.Sequence);
            using (var journal = Test.Open(recovered, options: options with { Base = known }))
            {
                Assert.Equal((crashed, Counts[12..].Length), (crashed, recovered.Batches.Count));
                Test.Append(journal, 256);
                journal.Release(known.Sequence);
            }

            var verdict = JournalVerifier.Verify(Test.Directory, archiveDirectory: archive ? Archive : null);
            Assert.Equal((crashed, JournalVerdict.Clean, End.Sequence + 256), (crashed, verdict.Verdict, verdict.LastSequence));
            Assert.Equal((crashed, archive), (crashed, verdict.FirstSequence == 1));
        }

        Assert.InRange(steps, 5, 60);
    }

    [Fact]
    public void Failed_release_is_told_and_the_journal_goes_on()
    {
        var files = new FailingFiles();
        using (var journal = Test.Open(files: files))
        {
            files.StepsLeft = 0;
            Assert.Contains("couldn't be released", Assert.Throws<JournalException>(() => journal.Release(End.Sequence)).Message,
                StringComparison.Ordinal);
            Assert.Equal(1ul, journal.FirstSequence);
            files.StepsLeft = null;
            Test.Append(journal, 200, 200);
            journal.Release(End.Sequence);
            Assert.True(journal.FirstSequence > 1);
        }

        Assert.Equal(End.Sequence + 400, Recover(End).Commands);
    }

    [Fact]
    public void Archive_in_the_journals_own_folder_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Test.Open(options: Test.Options with { ArchiveDirectory = Test.Directory + "/" }));

    public void Dispose()
    {
        Test.Dispose();
        DeleteArchive();
        GC.SuppressFinalize(this);
    }

    private ulong FirstSequence() => JournalVerifier.Verify(Test.Directory).FirstSequence;

    private bool TryRelease(JournalOptions options, bool acrossFileSystems, int steps)
    {
        var files = new FailingFiles { LinksFail = acrossFileSystems };
        using var journal = Test.Open(files: files, options: options);
        Test.AwaitNextSegment(journal);
        files.StepsLeft = steps;
        try
        {
            journal.Release(Positions[12].Sequence);
            return true;
        }
        catch (JournalException)
        {
            return false;
        }
    }

    private TestJournal.Recorder Recover(JournalPosition known)
    {
        var recorder = new TestJournal.Recorder(known.Sequence);
        Test.Open(recorder, options: Test.Options with { Base = known }).Dispose();
        return recorder;
    }

    private JournalDamagedException Refuse(JournalPosition known) =>
        Assert.Throws<JournalDamagedException>(() => Test.Open(options: Test.Options with { Base = known }));

    private void DeleteArchive()
    {
        if (Directory.Exists(Archive))
        {
            Directory.Delete(Archive, recursive: true);
        }
    }
}
