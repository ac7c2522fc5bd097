using TpWallet.Messages;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>A journal that begins behind a position of another one, whose batches are copied into it.</summary>
public abstract class JournalBehindTests : IDisposable
{
    private static readonly int[] Counts = [1, 200, 256, 30, 256, 7, 256];

    private protected JournalBehindTests(JournalKind kind)
    {
        Source = new TestJournal(kind);
        Copy = new TestJournal(kind);
        Positions = Source.WritePositions(Counts);
    }

    private TestJournal Source { get; }

    private TestJournal Copy { get; }

    private List<JournalPosition> Positions { get; }

    private JournalPosition Begin => Positions[3];

    private JournalOptions CopyOptions => Copy.Options with { Base = Begin };

    [Fact]
    public void Empty_one_opens_at_exactly_the_position()
    {
        Guid id;
        using (var journal = Source.Open())
        {
            id = journal.JournalId;
        }

        JournalFactory.CreateBehind(CopyOptions, id).Dispose();
        using (var journal = Copy.Open(options: CopyOptions))
        {
            Assert.Equal((id, Begin, Begin.Sequence + 1, Begin.Sequence + 1, Begin.TimeMs),
                (journal.JournalId, journal.Position, journal.NextSequence, journal.FirstSequence, journal.LastTimeMs));
        }

        Assert.Equal((JournalVerdict.Clean, 0ul), (JournalVerifier.Verify(Copy.Directory).Verdict, JournalVerifier.Verify(Copy.Directory).Commands));
    }

    [Fact]
    public void It_is_refused_without_the_snapshot_and_says_which_is_needed()
    {
        JournalFactory.CreateBehind(CopyOptions, Guid.NewGuid()).Dispose();
        var refusal = Assert.Throws<JournalReleasedException>(() => Copy.Open());
        Assert.Equal(
            $"Sequence 1 has been released: the journal begins with {Begin.Sequence + 1}. Opening it needs a snapshot of sequence {Begin.Sequence} "
            + "or later, or the archive that the segments before were moved to.",
            refusal.Message);
        Assert.Throws<JournalReleasedException>(() => Copy.Open(options: Copy.Options with { Base = Positions[2] }));
    }

    [Fact]
    public void Snapshot_of_another_history_or_ahead_of_it_is_refused()
    {
        JournalFactory.CreateBehind(CopyOptions, Guid.NewGuid()).Dispose();
        var other = Assert.Throws<JournalDamagedException>(() => Copy.Open(options: Copy.Options with { Base = Begin with { Hash = default } }));
        Assert.Contains($"begins behind another batch of sequence {Begin.Sequence} than the one that the snapshot names", other.Message,
            StringComparison.Ordinal);
        var ahead = Assert.Throws<JournalDamagedException>(() => Copy.Open(options: Copy.Options with { Base = Positions[4] }));
        Assert.Contains($"the snapshot at {Positions[4].Sequence} is ahead of the journal, which ends at {Begin.Sequence}", ahead.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_that_are_copied_keep_their_hashes_and_are_recovered()
    {
        using (var source = Source.Open())
        {
            using var copy = JournalFactory.CreateBehind(CopyOptions, source.JournalId);
            source.Read(Begin.Sequence + 1, new Copier(copy));
            Assert.Equal(source.Position, copy.Position);
        }

        var recorder = new TestJournal.Recorder(Begin.Sequence);
        using (var copy = Copy.Open(recorder, options: CopyOptions))
        {
            Assert.Equal(Counts[3..], recorder.Batches);
            Assert.Equal((Positions[^1], Begin.Sequence + 1), (copy.Position, copy.FirstSequence));
            Copy.Append(copy, 256, 256, 9);
        }

        var verification = JournalVerifier.Verify(Copy.Directory);
        Assert.Equal((JournalVerdict.Clean, Begin.Sequence + 1, Positions[^1].Sequence + 521),
            (verification.Verdict, verification.FirstSequence, verification.LastSequence));
    }

    [Fact]
    public void Folder_that_holds_a_journal_is_refused()
    {
        Copy.Write(1);
        var refusal = Assert.Throws<JournalException>(() => JournalFactory.CreateBehind(CopyOptions, Guid.NewGuid()));
        Assert.Contains("give a new or empty one", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1ul, Copy.Replay().Commands);
    }

    [Fact]
    public void Archive_of_another_life_of_the_journal_is_not_overwritten()
    {
        var archive = Path.Combine(Copy.Directory, "archive");
        using (var source = Source.Open(options: Source.Options with { ArchiveDirectory = archive }))
        {
            Source.Append(source, 256, 256, 256, 256, 256, 256, 256, 256, 256);
            source.Release(source.Position.Sequence);
            using var copy = JournalFactory.CreateBehind(
                Source.Options with { Directory = Path.Combine(Copy.Directory, "copy"), Base = Begin, ArchiveDirectory = archive }, source.JournalId);
            while (copy.Position.Sequence < 5_000)
            {
                Copy.Append(copy, 256);
            }

            var before = Contents(archive);
            var refusal = Assert.Throws<JournalException>(() => copy.Release(copy.Position.Sequence));
            Assert.Contains("is another segment of the same name", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(Begin.Sequence + 1, copy.FirstSequence);
            Assert.Equal(before, Contents(archive));
        }
    }

    public void Dispose()
    {
        Source.Dispose();
        Copy.Dispose();
        GC.SuppressFinalize(this);
    }

    private static string[] Contents(string directory) =>
        [.. Directory.EnumerateFiles(directory).Order().Select(static path => $"{Path.GetFileName(path)} {Hash256.Of(File.ReadAllBytes(path))}")];

    private sealed class Copier(IJournal target) : IBatchVisitor
    {
        public void OnBatch(in SealedBatchHeader header, ReadOnlySpan<Command> commands)
        {
            using var batch = new SealedBatch(commands.Length);
            foreach (ref readonly var command in commands)
            {
                batch.Append(command);
            }

            batch.Seal(header.FirstSequence, header.TimeMs, header.Epoch, header.PreviousHash);
            target.Append(batch);
        }
    }
}
