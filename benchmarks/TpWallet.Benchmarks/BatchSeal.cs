using BenchmarkDotNet.Attributes;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;

namespace TpWallet.Benchmarks;

/// <summary>
/// Fills and seals one batch in memory: what the journal costs before the disk; time is for one command. Must allocate nothing. Checks that each
/// batch is chained to the one before.
/// <code>
/// command --Append--> [batch] --Seal: CRC-32C, SHA-256--> hash --> next batch
/// </code>
/// </summary>
[MemoryDiagnoser]
public class BatchSeal : IDisposable
{
    private const int Commands = 4_096;

    private readonly Command _command = new() { Kind = CommandKind.Purchase, Version = Command.CurrentVersion, Participant = 1, Amount = 100 };
    private SealedBatch _batch = null!;
    private Hash256 _hash;
    private ulong _next = 1;

    [Params(1, 64, 1024, 4096)]
    public int BatchSize { get; set; }

    [GlobalSetup]
    public void Make() => _batch = new SealedBatch(BatchSize);

    [Benchmark(OperationsPerInvoke = Commands)]
    public void Seal()
    {
        for (var done = 0; done < Commands; done += BatchSize)
        {
            _batch.Reset();
            for (var count = 0; count < BatchSize; count++)
            {
                _batch.Append(_command);
            }

            _batch.Seal(_next, timeMs: 1, epoch: 1, _hash);
            if (_batch.Hash == _hash || _batch.Header.PreviousHash != _hash || _batch.Header.FirstSequence != _next)
            {
                throw new InvalidOperationException("The batch is not chained to the one before.");
            }

            _hash = _batch.Hash;
            _next += (ulong)BatchSize;
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _batch.Dispose();
        GC.SuppressFinalize(this);
    }
}
