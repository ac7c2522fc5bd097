using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using TpWallet.Disruptor;

namespace TpWallet.Benchmarks;

/// <summary>
/// One producer hands slots of 256 bytes to a pipeline of two stages; the time is for one slot, from the claim of the first to the last
/// stage's end with the last. The sum that the last stage has read is checked after each iteration.
/// <code>
/// producer --claim, write, publish--> [ring, 4096 slots] --> touch --> add up
/// </code>
/// </summary>
[MemoryDiagnoser]
[Config(typeof(OneInvocation))]
public class RingHandOver : IDisposable
{
    private const int Slots = 1 << 17;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private RingBuffer<Line> _ring = null!;
    private StagePipeline<Line> _pipeline = null!;
    private AddUp _addUp = null!;
    private long _counter;
    private long _expectedSum;

    public enum WaitStrategy
    {
        Adaptive,
        Yield,
        BusySpin,
    }

    [Params(WaitStrategy.Adaptive, WaitStrategy.Yield, WaitStrategy.BusySpin)]
    public WaitStrategy Waiting { get; set; }

    [Params(Topology.SingleThread, Topology.ThreadPerStage)]
    public Topology Topology { get; set; }

    [Params(1, 64)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Start()
    {
        IWaitStrategy strategy = Waiting switch
        {
            WaitStrategy.BusySpin => new BusySpinWaitStrategy(),
            WaitStrategy.Yield => new YieldWaitStrategy(),
            WaitStrategy.Adaptive => new AdaptiveWaitStrategy(),
        };
        _ring = new RingBuffer<Line>(4096, strategy);
        _addUp = new AddUp();
        _pipeline = new StagePipeline<Line>(_ring, [new Touch(), _addUp], Topology, maxBatch: 1024);
        _pipeline.Start();
    }

    [Benchmark(OperationsPerInvoke = Slots)]
    public void HandOver()
    {
        for (var handed = 0; handed < Slots; handed += Batch)
        {
            Hand(Batch);
        }

        WaitUntilProcessed();
    }

    [IterationCleanup]
    public void CheckSum()
    {
        if (_addUp.Sum != _expectedSum || _ring.Processed != _counter)
        {
            throw new InvalidOperationException($"The stages read a sum of {_addUp.Sum}, not {_expectedSum}.");
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _pipeline.StopAsync(Patience).GetAwaiter().GetResult();
        _ring.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Hand(int count)
    {
        if (_ring.Claim(count, Patience, out var first) != ClaimResult.Claimed)
        {
            throw new InvalidOperationException("The stages stand still.");
        }

        for (var sequence = first; sequence < first + count; sequence++)
        {
            ref var line = ref _ring[sequence];
            line.First = _counter;
            line.Last = _counter;
            _expectedSum += 2 * _counter + 1;
            _counter++;
        }

        _ring.Publish(first, first + count - 1);
    }

    private void WaitUntilProcessed()
    {
        var spin = default(SpinWait);
        while (_ring.Processed < _counter)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>One invocation an iteration, so that each is checked; in this process, so that nothing is built beside the measurement.</summary>
    private sealed class OneInvocation : ManualConfig
    {
        public OneInvocation() => AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithInvocationCount(1)
            .WithUnrollFactor(1)
            .WithWarmupCount(2)
            .WithIterationCount(5));
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Line
    {
        [FieldOffset(0)] public long First;
        [FieldOffset(128)] public long Touched;
        [FieldOffset(248)] public long Last;
    }

    private sealed class Touch : IStage<Line>
    {
        public void OnBatch(RingBuffer<Line> ring, long first, long last)
        {
            for (var sequence = first; sequence <= last; sequence++)
            {
                ring[sequence].Touched = 1;
            }
        }
    }

    private sealed class AddUp : IStage<Line>
    {
        public long Sum { get; private set; }

        public void OnBatch(RingBuffer<Line> ring, long first, long last)
        {
            var sum = 0L;
            for (var sequence = first; sequence <= last; sequence++)
            {
                ref var line = ref ring[sequence];
                sum += line.First + line.Touched + line.Last;
                line.Touched = 0;
            }

            Sum += sum;
        }
    }
}
