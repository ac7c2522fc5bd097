using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using TpWallet.Core.Snapshots;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;

namespace TpWallet.Benchmarks;

/// <summary>
/// A snapshot of a core, by accounts: reading the image alone, and the whole of writing, syncing and reading back, unpaced. What to look at: the
/// pause of the engine is <see cref="BeginCut"/>, all else runs beside it. Checks that the file has the state's hash.
/// <code>
/// core --BeginCut--> image --Read: hash--> [blocks] --CRC--> file --sync, read back--> name
/// </code>
/// </summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 5, invocationCount: 1)]
public class SnapshotTake : IDisposable
{
    private const int Payments = 1_000;
    private const long PreImageBytes = 64L << 20;

    private readonly byte[] _buffer = new byte[1 << 20];
    private string _directory = "";
    private SnapshotStore _store = null!;
    private CoreWorld _world = null!;

    [Params(100_000, 1_000_000)]
    public int Accounts { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _directory = Directory.CreateTempSubdirectory("tpwallet-snapshot-").FullName;
        _store = SnapshotStore.Own(new SnapshotOptions { Directory = _directory });
        _world = new CoreWorld(Accounts, Payments);
        for (var payment = 0; payment < Payments; payment++)
        {
            _world.MustApply(CoreWorld.Payment(CommandKind.Authorize, (ulong)payment, CoreWorld.FirstWallet + (ulong)payment));
        }
    }

    /// <summary>The engine's part.</summary>
    [Benchmark]
    public void BeginCut() => _world.Core.BeginCut(PreImageBytes).Dispose();

    [Benchmark]
    public string ReadImage()
    {
        using var cut = _world.Core.BeginCut(PreImageBytes);
        var length = 0L;
        for (var count = cut.Read(_buffer); count > 0; count = cut.Read(_buffer))
        {
            length += count;
        }

        return length == cut.Length ? cut.StateHash : throw new InvalidOperationException($"{length} bytes of {cut.Length} were read.");
    }

    [Benchmark]
    public void WriteAndVerify()
    {
        using var cut = _world.Core.BeginCut(PreImageBytes);
        var info = _store.Write(new Image(cut), new JournalPosition(cut.Sequence, default, cut.TimeMs, Epoch: 1), Guid.Empty,
            static () => SnapshotStore.Unpaced);
        if (info.StateHash != cut.StateHash)
        {
            throw new InvalidOperationException($"The file says {info.StateHash}, the state is {cut.StateHash}.");
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _store.Dispose();
        _world.Dispose();
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    private sealed class Image(StateCut cut) : IStateImage
    {
        public long Length => cut.Length;

        public string StateHash => cut.StateHash;

        public int Read(Span<byte> destination) => cut.Read(destination);
    }
}
