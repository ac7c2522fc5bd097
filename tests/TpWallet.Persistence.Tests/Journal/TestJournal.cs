using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>A journal in a folder of its own, small segments, deterministic batches: command n carries n in its amount.</summary>
internal sealed class TestJournal : IDisposable
{
    public const int MaxBatchCommands = 256;
    public const ulong Epoch = 7;
    private readonly SealedBatch _batch = new(SealedBatch.MaxCommands);

    public TestJournal(JournalKind kind, long segmentBytes = 256 << 10)
    {
        Kind = kind;
        SegmentBytes = segmentBytes;
        Directory = Path.Combine(Path.GetTempPath(), "tpwallet-journal-" + Guid.NewGuid().ToString("N"));
    }

    public JournalKind Kind { get; }

    public long SegmentBytes { get; }

    public string Directory { get; }

    public List<string> Log { get; } = [];

    public JournalOptions Options => new()
    {
        Directory = Directory,
        Kind = Kind,
        SegmentBytes = SegmentBytes,
        MaxBatchCommands = MaxBatchCommands,
    };

    public IJournal Open(IBatchVisitor? visitor = null, JournalFileSystem? files = null, JournalOptions? options = null) =>
        JournalFactory.Open(options ?? Options, visitor, null, Log.Add, files ?? JournalFileSystem.Default);

    /// <summary>Opens, appends batches of these sizes and returns the position behind each; the first is the beginning.</summary>
    public List<JournalPosition> WritePositions(params int[] counts)
    {
        using var journal = Open();
        var positions = new List<JournalPosition> { journal.Position };
        foreach (var count in counts)
        {
            Append(journal, count);
            positions.Add(journal.Position);
        }

        return positions;
    }

    /// <summary>Waits until the segment made ahead is there, so that nothing else works in the folder.</summary>
    public void AwaitNextSegment(IReadableJournal journal)
    {
        var hasNext = SpinWait.SpinUntil(() => Kind == JournalKind.Faster || journal.Room > SegmentBytes / 4, TimeSpan.FromSeconds(30));
        Assert.True(hasNext);
    }

    /// <summary>Opens, appends batches of these sizes, closes.</summary>
    public void Write(params int[] counts)
    {
        using var journal = Open();
        Append(journal, counts);
    }

    public void Append(IJournal journal, params int[] counts)
    {
        foreach (var count in counts)
        {
            journal.Append(Next(journal, count));
        }
    }

    /// <summary>Seals the batch that the journal wants next; it is valid until the next call.</summary>
    public SealedBatch Next(IJournal journal, int count)
    {
        _batch.Reset();
        for (var index = 0; index < count; index++)
        {
            _batch.Append(CommandOf(journal.NextSequence + (ulong)index));
        }

        _batch.Seal(journal.NextSequence, TimeOf(journal.NextSequence), Epoch, journal.LastHash);
        return _batch;
    }

    public static Command CommandOf(ulong sequence) => new()
    {
        Kind = CommandKind.Purchase,
        Version = Command.CurrentVersion,
        Participant = 1,
        RequestId = new RequestId(sequence, ~sequence),
        Amount = (long)sequence,
    };

    public static long TimeOf(ulong sequence) => 1_700_000_000_000 + (long)sequence;

    /// <summary>Names of the files that hold batches, in order.</summary>
    public string[] DataFiles() => DataFiles(Directory);

    public string[] DataFiles(string directory) =>
    [
        .. System.IO.Directory.EnumerateFiles(directory, Kind == JournalKind.Segments ? "journal-*.seg" : "faster.log.*")
            .Select(static path => Path.GetFileName(path))
            .OrderBy(static name => name.Length).ThenBy(static name => name, StringComparer.Ordinal),
    ];

    /// <summary>Opens the journal and returns what it replays.</summary>
    public Recorder Replay()
    {
        var recorder = new Recorder();
        using var journal = Open(recorder);
        Assert.Equal(recorder.Commands + 1, journal.NextSequence);
        return recorder;
    }

    public void Dispose()
    {
        _batch.Dispose();
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    /// <summary>Checks every command that is shown, from the one behind <paramref name="begin"/> on, and counts.</summary>
    internal sealed class Recorder(ulong begin = 0) : IBatchVisitor
    {
        public List<int> Batches { get; } = [];

        /// <summary>The last sequence shown.</summary>
        public ulong Commands { get; private set; } = begin;

        public void OnBatch(in SealedBatchHeader header, ReadOnlySpan<Command> commands)
        {
            Assert.Equal(Commands + 1, header.FirstSequence);
            Assert.Equal(Epoch, header.Epoch);
            Assert.Equal(TimeOf(header.FirstSequence), header.TimeMs);
            foreach (var command in commands)
            {
                Commands++;
                Assert.Equal((long)Commands, command.Amount);
                Assert.Equal(new RequestId(Commands, ~Commands), command.RequestId);
            }

            Batches.Add(commands.Length);
        }
    }
}
