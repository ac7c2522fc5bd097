using TpWallet.Disruptor.Sequences;

namespace TpWallet.Disruptor.Stages;

/// <summary>One thread of a pipeline and the stages that it runs in turn over each range: all of them, or one.</summary>
internal sealed class StageThread<T>
    where T : unmanaged
{
    private readonly RingBuffer<T> _ring;
    private readonly IStage<T>[] _stages;
    private readonly SequenceBarrier _barrier;
    private readonly StageProgress _progress;
    private readonly RangeCut<T> _cut;
    private readonly Thread _thread;

    internal StageThread(string name, RingBuffer<T> ring, IStage<T>[] stages, ISequenceSource source, StageProgress progress, RangeCut<T> cut)
    {
        _ring = ring;
        _stages = stages;
        _barrier = new SequenceBarrier(source, ring.WaitStrategy);
        _progress = progress;
        _cut = cut;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>Called on the thread with what a stage has thrown.</summary>
    internal required Action<Exception> Failed { get; init; }

    /// <summary>Called on the thread as its last act.</summary>
    internal required Action Ended { get; init; }

    internal void Start() => _thread.Start();

    /// <summary>Lets the thread end after the range that it is in.</summary>
    internal void Halt() => _barrier.Halt();

    private void Run()
    {
        var started = 0;
        try
        {
            for (; started < _stages.Length; started++)
            {
                (_stages[started] as IStageLifecycle)?.OnStart();
            }

            ProcessRanges();
        }
        catch (Exception exception)
        {
            Failed(exception);
        }

        foreach (var stage in _stages.AsSpan(0, started))
        {
            Stop(stage);
        }

        _progress.End();
        Ended();
    }

    private void ProcessRanges()
    {
        var next = 0L;
        long ready;
        while ((ready = _barrier.WaitFor(next, _cut.MaxBatch)) != SequenceBarrier.End)
        {
            var last = _cut.LastOf(next, ready);
            foreach (var stage in _stages)
            {
                stage.OnBatch(_ring, next, last);
            }

            _progress.Advance(last);
            next = last + 1;
        }
    }

    private void Stop(IStage<T> stage)
    {
        try
        {
            (stage as IStageLifecycle)?.OnStop();
        }
        catch (Exception exception)
        {
            Failed(exception);
        }
    }
}
