using TpWallet.Messages;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>Reading a journal that is being written, and one that is closed, from anywhere.</summary>
public abstract class JournalReadTests : IDisposable
{
    private static readonly int[] Counts = [3, 256, 256, 100, 256, 256, 256, 7, 256, 256, 30];

    private protected JournalReadTests(JournalKind kind)
    {
        Test = new TestJournal(kind, segmentBytes: 128 << 10);
        Positions = Test.WritePositions(Counts);
    }

    private protected TestJournal Test { get; }

    private List<JournalPosition> Positions { get; }

    private JournalPosition End => Positions[^1];

    [Fact]
    public void Live_journal_is_read_from_any_sequence_to_its_end()
    {
        using var journal = Test.Open();
        for (var index = 0; index < Counts.Length; index++)
        {
            foreach (var from in (ulong[])[Positions[index].Sequence + 1, Positions[index + 1].Sequence])
            {
                var recorder = new TestJournal.Recorder(Positions[index].Sequence);
                journal.Read(from, recorder);
                Assert.Equal(Counts[index..], recorder.Batches);
            }
        }
    }

    [Fact]
    public void Reading_goes_on_where_it_ended()
    {
        using var journal = Test.Open();
        var recorder = new TestJournal.Recorder();
        journal.Read(1, recorder);
        for (var round = 0; round < 20; round++)
        {
            Test.Append(journal, 200, 5);
            journal.Read(recorder.Commands + 1, recorder);
            Assert.Equal(journal.Position.Sequence, recorder.Commands);
        }
    }

    [Fact]
    public void Nothing_is_shown_at_the_end_and_what_is_ahead_of_it_is_refused()
    {
        using var journal = Test.Open();
        var recorder = new TestJournal.Recorder();
        journal.Read(End.Sequence + 1, recorder);
        Assert.Empty(recorder.Batches);
        Assert.Throws<ArgumentOutOfRangeException>(() => journal.Read(End.Sequence + 2, recorder));
        Assert.Throws<ArgumentOutOfRangeException>(() => journal.Read(0, recorder));
    }

    [Fact]
    public void Released_sequence_is_refused_and_says_where_the_journal_begins()
    {
        using var journal = Test.Open();
        journal.Release(Positions[5].Sequence);
        var refusal = Assert.Throws<JournalReleasedException>(() => journal.Read(1, new TestJournal.Recorder()));
        Assert.Equal((1ul, journal.FirstSequence), (refusal.WantedSequence, refusal.FirstSequence));
        var recorder = new TestJournal.Recorder(journal.FirstSequence - 1);
        journal.Read(journal.FirstSequence, recorder);
        Assert.Equal(End.Sequence, recorder.Commands);
    }

    [Fact]
    public void Reading_ends_when_it_is_told_to()
    {
        using var journal = Test.Open();
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => journal.Read(1, new TestJournal.Recorder(), cancellation.Token));
    }

    [Fact]
    public async Task Reading_beside_appends_and_releases_shows_only_what_is_durable_and_whole()
    {
        const int rounds = 400;
        using var journal = Test.Open();
        using var stopped = new CancellationTokenSource();
        var appending = OnItsOwnThread(() =>
        {
            for (var round = 0; round < rounds; round++)
            {
                Test.Append(journal, (round * 37 % 256) + 1);
            }

            stopped.Cancel();
        });
        var follower = new Follower();
        var reading = OnItsOwnThread(() =>
        {
            while (!stopped.IsCancellationRequested)
            {
                Follow(journal, follower);
            }
        });
        var releasing = OnItsOwnThread(() =>
        {
            while (!stopped.IsCancellationRequested)
            {
                journal.Release(journal.Position.Sequence / 2);
            }
        });
        await Task.WhenAll(appending, reading, releasing).WaitAsync(TimeSpan.FromMinutes(2));
        while (follower.Sequence < journal.Position.Sequence)
        {
            Follow(journal, follower);
        }

        Assert.Equal(journal.Position.Sequence, follower.Sequence);
        Assert.True(journal.FirstSequence > 1);
    }

    [Fact]
    public void Closed_journal_is_read_behind_a_base_without_altering_anything()
    {
        var image = JournalImage.Take(Test);
        var recorder = new TestJournal.Recorder(Positions[4].Sequence);
        var options = new JournalReadOptions { Directory = Test.Directory, Base = Positions[4] };
        Assert.Equal(End, JournalReader.Read(options, recorder));
        Assert.Equal(Counts[4..], recorder.Batches);
        Assert.True(image.IsInPlace());

        Assert.Throws<JournalDamagedException>(() => JournalReader.Read(options with { Base = End with { Sequence = End.Sequence + 9 } }, null));
        Assert.Throws<JournalException>(() => JournalReader.Read(new JournalReadOptions { Directory = Path.GetTempPath() }, null));
        using var journal = Test.Open();
        Assert.Contains("in use", Assert.Throws<JournalException>(() => JournalReader.Read(options, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Torn_tail_is_passed_over_and_left_alone()
    {
        var before = JournalImage.Take(Test);
        Test.Write(20);
        var after = JournalImage.Take(Test);
        var last = after.Batches()[^1];
        after.Replaced("mark", before["mark"]).With(last.File, bytes => bytes.AsSpan(last.Position + 300, 100).Clear()).Put();
        Assert.Equal(End, JournalReader.Read(new JournalReadOptions { Directory = Test.Directory }, null));
        Assert.Equal(JournalVerdict.TornTail, JournalVerifier.Verify(Test.Directory).Verdict);
    }

    public void Dispose()
    {
        Test.Dispose();
        GC.SuppressFinalize(this);
    }

    private static Task OnItsOwnThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Follows the journal to its end; where a release was faster, goes on with what is left.</summary>
    private static void Follow(IJournal journal, Follower follower)
    {
        try
        {
            journal.Read(follower.Sequence + 1, follower);
        }
        catch (JournalReleasedException released)
        {
            follower.Sequence = released.FirstSequence - 1;
        }
    }

    private sealed class Follower : IBatchVisitor
    {
        public ulong Sequence { get; set; }

        public void OnBatch(in SealedBatchHeader header, ReadOnlySpan<Command> commands)
        {
            Assert.Equal(Sequence + 1, header.FirstSequence);
            Assert.Equal((long)header.LastSequence, commands[^1].Amount);
            Sequence = header.LastSequence;
        }
    }
}
