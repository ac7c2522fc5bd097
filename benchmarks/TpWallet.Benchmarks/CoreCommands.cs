using BenchmarkDotNet.Attributes;
using TpWallet.Messages;

namespace TpWallet.Benchmarks;

/// <summary>
/// The core alone, one thread, 100,000 wallets: what each kind of command of a payment's life costs. Must allocate nothing. Checks that every one was
/// approved.
/// <code>
/// wallet --Authorize--> hold --Capture--> merchant
///                         '----Void----> wallet        wallet --Purchase--> merchant
/// </code>
/// </summary>
[MemoryDiagnoser]
public class CoreCommands : IDisposable
{
    private const int Commands = 1 << 18;
    private const int Wallets = 100_000;

    private readonly Command[] _authorizations = new Command[Commands];
    private readonly Command[] _captures = new Command[Commands];
    private readonly Command[] _voids = new Command[Commands];
    private readonly Command[] _purchases = new Command[Commands];
    private readonly Command[] _inquiries = new Command[Commands];
    private CoreWorld? _world;

    [GlobalSetup]
    public void MakeCommands()
    {
        var random = new Random(7);
        for (var index = 0; index < Commands; index++)
        {
            var (id, wallet) = ((ulong)random.NextInt64(), CoreWorld.FirstWallet + (ulong)random.Next(Wallets));
            _authorizations[index] = CoreWorld.Payment(CommandKind.Authorize, id, wallet);
            _purchases[index] = CoreWorld.Payment(CommandKind.Purchase, id, wallet);
            _captures[index] = CoreWorld.Frame(CommandKind.Capture, id);
            _voids[index] = CoreWorld.Frame(CommandKind.Void, id);
            _captures[index].OriginalRequestId = _voids[index].OriginalRequestId = _authorizations[index].RequestId;
            _inquiries[index] = CoreWorld.Frame(CommandKind.BalanceInquiry, id);
            _inquiries[index].Account = wallet;
        }
    }

    [IterationSetup(Targets = [nameof(Authorize), nameof(Purchase), nameof(BalanceInquiry)])]
    public void Furnish()
    {
        _world?.Dispose();
        _world = new CoreWorld(Wallets, Commands);
    }

    [IterationSetup(Targets = [nameof(Capture), nameof(Void), nameof(Repeat)])]
    public void FurnishAndAuthorize()
    {
        Furnish();
        _world!.MustApply(_authorizations);
    }

    [Benchmark(OperationsPerInvoke = Commands)]
    public void Authorize() => _world!.MustApply(_authorizations);

    [Benchmark(OperationsPerInvoke = Commands)]
    public void Capture() => _world!.MustApply(_captures);

    [Benchmark(OperationsPerInvoke = Commands)]
    public void Void() => _world!.MustApply(_voids);

    [Benchmark(OperationsPerInvoke = Commands)]
    public void Purchase() => _world!.MustApply(_purchases);

    [Benchmark(OperationsPerInvoke = Commands)]
    public void BalanceInquiry() => _world!.MustApply(_inquiries);

    /// <summary>The same requests again: each gets its stored answer.</summary>
    [Benchmark(OperationsPerInvoke = Commands)]
    public void Repeat() => _world!.MustApply(_authorizations);

    public void Dispose()
    {
        _world?.Dispose();
        GC.SuppressFinalize(this);
    }
}
