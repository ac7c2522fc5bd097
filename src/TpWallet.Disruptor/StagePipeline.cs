using TpWallet.Disruptor.Sequences;
using TpWallet.Disruptor.Stages;
using TpWallet.Disruptor.Waiting;

namespace TpWallet.Disruptor;

/// <summary>
/// The one consumer of a ring: stages that handle every slot in order, each after the stage before it. Slots go back to the producers
/// when the last stage is done with them.
/// </summary>
/// <typeparam name="T">The slot.</typeparam>
/// <remarks>
/// An exception in a stage stops the pipeline: producers are refused, that stage and the ones before it handle nothing more, and the
/// ones after it handle only what it had finished. No sequence is skipped.
/// </remarks>
public sealed class StagePipeline<T>
    where T : unmanaged
{
    private const string EngineThreadName = "tpwallet-engine";

    private readonly RingBuffer<T> _ring;
    private readonly StageThread<T>[] _threads;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Exception> _failures = [];
    private int _running;
    private State _state;

    /// <summary>Puts the stages behind the ring; nothing runs before <see cref="Start"/>.</summary>
    /// <param name="ring">The ring, for this pipeline alone.</param>
    /// <param name="stages">The stages in order, at least one. One may implement <see cref="IStageLifecycle"/>.</param>
    /// <param name="topology">One thread for all stages, or one each.</param>
    /// <param name="maxBatch">Most slots in one range given to a stage, 1 to the ring's capacity.</param>
    /// <param name="boundary">Which slots must stay in one range; null: none.</param>
    /// <exception cref="ArgumentException">There is no stage, or one is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The topology is unknown or the largest batch out of range.</exception>
    public StagePipeline(RingBuffer<T> ring, IReadOnlyList<IStage<T>> stages, Topology topology, int maxBatch, IRangeBoundary<T>? boundary = null)
    {
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBatch, ring.Capacity);
        if (stages.Count == 0 || stages.Contains(null!))
        {
            throw new ArgumentException("A pipeline needs at least one stage, and none may be null.", nameof(stages));
        }

        _ring = ring;
        var cut = new RangeCut<T>(ring, maxBatch, boundary);
        _threads = topology switch
        {
            Topology.SingleThread => [CreateThread(0, EngineThreadName, [.. stages], ring.Sequencer, ring.Sequencer.Gate, cut)],
            Topology.ThreadPerStage => CreateThreadPerStage(stages, cut),
            _ => throw new ArgumentOutOfRangeException(nameof(topology), topology, "Unknown topology."),
        };
    }

    private enum State
    {
        Created,
        Started,
        Abandoned,
    }

    /// <summary>
    /// Completes when every thread has ended after a drain. Faults with the exception of the stage that failed, followed by those that
    /// other stages threw while the pipeline stopped.
    /// </summary>
    public Task Completion => _completion.Task;

    /// <summary>Starts the threads. A stage may get its first range before a later stage on another thread has started.</summary>
    /// <exception cref="InvalidOperationException">The pipeline was started or stopped before, or the ring has another one.</exception>
    public void Start()
    {
        _ring.Attach(Completion);
        if (Interlocked.CompareExchange(ref _state, State.Started, State.Created) != State.Created)
        {
            throw new InvalidOperationException("The pipeline was stopped before it was started.");
        }

        _running = _threads.Length;
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>
    /// Closes the ring to producers, lets the stages handle everything that was claimed before, and ends the threads. A pipeline that
    /// was never started completes at once and handles nothing. May be called more than once.
    /// </summary>
    /// <param name="timeout">How long to wait for the drain, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <returns>A task that completes or faults as <see cref="Completion"/> does.</returns>
    /// <exception cref="TimeoutException">A producer has not published what it claimed, or the stages are not done. The threads end after
    /// the range that they are in, and <see cref="Completion"/> faults with the same exception.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite; nothing changes.</exception>
    public async Task StopAsync(TimeSpan timeout)
    {
        var deadline = Deadline.After(timeout);
        _ring.Close();
        if (Interlocked.CompareExchange(ref _state, State.Abandoned, State.Created) == State.Created)
        {
            _completion.TrySetResult();
        }

        await Completion.WaitAsync(TimeSpan.FromMilliseconds(deadline.RemainingMilliseconds)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!Completion.IsCompleted)
        {
            throw Abort(timeout);
        }

        await Completion.ConfigureAwait(false);
    }

    private StageThread<T>[] CreateThreadPerStage(IReadOnlyList<IStage<T>> stages, RangeCut<T> cut)
    {
        var threads = new StageThread<T>[stages.Count];
        ISequenceSource source = _ring.Sequencer;
        for (var index = 0; index < threads.Length; index++)
        {
            var isLast = index == threads.Length - 1;
            var progress = isLast ? _ring.Sequencer.Gate : new StageProgress(_ring.WaitStrategy);
            threads[index] = CreateThread(index, $"tpwallet-stage{index}", [stages[index]], source, progress, cut);
            source = progress;
        }

        return threads;
    }

    private StageThread<T> CreateThread(
        int index, string name, IStage<T>[] stages, ISequenceSource source, StageProgress progress, RangeCut<T> cut) =>
        new(name, _ring, stages, source, progress, cut)
        {
            Failed = exception => OnFailed(index, exception),
            Ended = OnEnded,
        };

    private void OnFailed(int index, Exception exception)
    {
        lock (_failures)
        {
            _failures.Add(exception);
        }

        _ring.Close();

        // The threads behind this one follow its progress: they end by themselves when they have taken what it had finished.
        foreach (var thread in _threads.AsSpan(0, index + 1))
        {
            thread.Halt();
        }
    }

    private void OnEnded()
    {
        if (Interlocked.Decrement(ref _running) > 0)
        {
            return;
        }

        lock (_failures)
        {
            if (_failures.Count == 0)
            {
                _completion.SetResult();
            }
            else
            {
                _completion.SetException(_failures);
            }
        }
    }

    private TimeoutException Abort(TimeSpan timeout)
    {
        var exception = new TimeoutException(
            $"The pipeline was not drained within {timeout}: {_ring.Claimed} slots claimed, {_ring.Published} published, "
            + $"{_ring.Processed} processed.");
        OnFailed(_threads.Length - 1, exception);
        return exception;
    }
}
