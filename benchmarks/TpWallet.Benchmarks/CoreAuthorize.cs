using BenchmarkDotNet.Attributes;
using TpWallet.Messages;

namespace TpWallet.Benchmarks;

/// <summary>
/// The core alone, one thread: authorizations with fresh request ids, by number of wallets and by which of them pay. What to look at: nanoseconds
/// an authorization, how they grow with the table and not with the heat of one wallet, and zero bytes allocated. Checks that every one was approved.
/// <code>
/// commands[] --prefetch 16, 10, 5 ahead--> core --> reply
/// </code>
/// </summary>
[MemoryDiagnoser]
public class CoreAuthorize : IDisposable
{
    private const int Authorizations = 1 << 20;

    private readonly Command[] _commands = new Command[Authorizations];
    private CoreWorld? _world;

    public enum Distribution
    {
        Uniform,
        Skewed,
        Hot,
    }

    [Params(1_000, 100_000, 10_000_000)]
    public int Accounts { get; set; }

    [Params(Distribution.Uniform, Distribution.Skewed, Distribution.Hot)]
    public Distribution Access { get; set; }

    [GlobalSetup]
    public void MakeCommands()
    {
        var random = new Random(7);
        for (var index = 0; index < Authorizations; index++)
        {
            _commands[index] = CoreWorld.Payment(CommandKind.Authorize, (ulong)random.NextInt64(), CoreWorld.FirstWallet + (ulong)Wallet(random));
        }
    }

    [IterationSetup]
    public void Furnish()
    {
        _world?.Dispose();
        _world = new CoreWorld(Accounts, Authorizations);
    }

    [Benchmark(OperationsPerInvoke = Authorizations)]
    public void Authorize() => _world!.MustApply(_commands);

    public void Dispose()
    {
        _world?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Skewed: the fourth power of an even share, so that half of the payments come from a sixteenth of the wallets.</summary>
    private long Wallet(Random random) => Access switch
    {
        Distribution.Uniform => random.Next(Accounts),
        Distribution.Skewed => (long)(Accounts * Math.Pow(random.NextDouble(), 4)) * 7_919 % Accounts,
        Distribution.Hot => 0,
    };
}
