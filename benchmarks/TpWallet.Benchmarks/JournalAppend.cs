using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;

namespace TpWallet.Benchmarks;

/// <summary>
/// Fills, seals and appends one batch, durable when it returns; time and bytes are for the batch. What was appended is counted again when the journal
/// is verified at the end.
/// <code>
/// command --Append--> [batch] --Seal: CRC-32C, SHA-256--> journal --one write--> disk
/// </code>
/// </summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Throughput, warmupCount: 2, iterationCount: 5, invocationCount: 256)]
public class JournalAppend : IDisposable
{
    private readonly Command _command = new() { Kind = CommandKind.Purchase, Version = Command.CurrentVersion, Participant = 1, Amount = 100 };
    private string _directory = "";
    private IJournal _journal = null!;
    private SealedBatch _batch = null!;

    [Params(JournalKind.Segments, JournalKind.Faster)]
    public JournalKind Kind { get; set; }

    [Params(1, 64, 1024, 4096)]
    public int BatchSize { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _directory = Path.Combine(Path.GetTempPath(), "tpwallet-journal-append-" + Guid.NewGuid().ToString("N"));
        _journal = JournalFactory.Open(new JournalOptions { Directory = _directory, Kind = Kind });
        _batch = new SealedBatch(BatchSize);
    }

    [Benchmark]
    public ulong Append()
    {
        _batch.Reset();
        for (var count = 0; count < BatchSize; count++)
        {
            _batch.Append(_command);
        }

        _batch.Seal(_journal.NextSequence, timeMs: 1, epoch: 1, _journal.LastHash);
        _journal.Append(_batch);
        return _journal.NextSequence;
    }

    [GlobalCleanup]
    public void Verify()
    {
        var appended = _journal.NextSequence - 1;
        Dispose();
        var found = JournalVerifier.Verify(_directory);
        Directory.Delete(_directory, recursive: true);
        if (found.Verdict != JournalVerdict.Clean || found.Commands != appended)
        {
            throw new InvalidOperationException($"{appended} commands were appended: {found}");
        }
    }

    public void Dispose()
    {
        _journal.Dispose();
        _batch.Dispose();
        GC.SuppressFinalize(this);
    }
}
