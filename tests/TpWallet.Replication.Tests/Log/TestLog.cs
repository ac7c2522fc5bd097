using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Files;
using TpWallet.Persistence.Journal.Group;
using TpWallet.Replication.Log;

namespace TpWallet.Replication.Tests.Log;

/// <summary>A member's journal in a folder of its own: small segments, little memory, so that a few batches reach everywhere.</summary>
internal sealed class TestLog : IDisposable
{
    public const int MaxBatchCommands = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SealedBatch _batch = new(MaxBatchCommands);

    public TestLog(DurabilityMode durability = DurabilityMode.Fsync) => Options = new JournalOptions
    {
        Directory = Path.Combine(Path.GetTempPath(), "tpwallet-log-" + Guid.NewGuid().ToString("N")),
        SegmentBytes = 128 << 10,
        MaxBatchCommands = MaxBatchCommands,
        Durability = durability,
    };

    public JournalOptions Options { get; set; }

    public List<string> Lines { get; } = [];

    /// <summary>What the last opening showed.</summary>
    public List<ulong> Shown { get; private set; } = [];

    /// <summary>Opens with little memory for the tail and for places, so that look-ups go to the files.</summary>
    public ReplicaJournal Open(JournalFileSystem? files = null, int tailBytes = 64 << 10, int recentBatches = 8)
    {
        Shown = [];
        var file = GroupJournal.Open(Options, new Recorder(Shown), null, Lines.Add, files ?? JournalFileSystem.Default, recentBatches);
        return ReplicaJournal.Over(file, Options, Lines.Add, tailBytes);
    }

    /// <summary>Seals the batch that continues a log and appends it.</summary>
    public long Append(IReplicaLog log, int count, ulong epoch = 1, byte salt = 0)
    {
        _batch.Reset();
        for (var index = 0; index < count; index++)
        {
            _batch.Append(new Command { Kind = CommandKind.Purchase, Version = Command.CurrentVersion, Participant = 1, Amount = salt });
        }

        _batch.Seal(log.Tail.Sequence + 1, Math.Max(log.TailTimeMs, 0) + 1, epoch, log.Tail.Hash);
        return log.Append(_batch.Bytes, _batch.Hash);
    }

    /// <summary>Waits until everything under a ticket is durable.</summary>
    public static void Await(ReplicaJournal log, long ticket)
    {
        Assert.True(SpinWait.SpinUntil(() => log.DurableTicket >= ticket || log.Failure is not null, Patience));
        Assert.Null(log.Failure);
    }

    /// <summary>Every position of a log from its base on, as reading shows them.</summary>
    public static List<LogPosition> Positions(IReplicaLog log)
    {
        var positions = new List<LogPosition> { log.Base };
        while (log.TryReadNext(positions[^1], out var bytes))
        {
            Assert.Equal(BatchDefect.None, SealedBatch.TryRead(bytes.Span, out var batch));
            Assert.Equal(positions[^1].Sequence + 1, batch.Header.FirstSequence);
            Assert.Equal(positions[^1].Hash, batch.Header.PreviousHash);
            positions.Add(new LogPosition(batch.Header.LastSequence, batch.ComputeHash()));
        }

        Assert.Equal(log.Tail, positions[^1]);
        return positions;
    }

    public void Dispose()
    {
        _batch.Dispose();
        if (Directory.Exists(Options.Directory))
        {
            Directory.Delete(Options.Directory, recursive: true);
        }
    }

    private sealed class Recorder(List<ulong> shown) : IBatchVisitor
    {
        public void OnBatch(in SealedBatchHeader header, ReadOnlySpan<Command> commands) => shown.Add(header.LastSequence);
    }
}
