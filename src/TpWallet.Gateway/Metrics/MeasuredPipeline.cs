using TpWallet.Disruptor;
using TpWallet.Gateway.Health;
using TpWallet.Messages;

namespace TpWallet.Gateway.Metrics;

/// <summary>Puts a measure around each stage of a pipeline and says what is to be watched.</summary>
public sealed class MeasuredPipeline
{
    private readonly MeasuredStage[] _stages;
    private readonly Watermark _intake;

    /// <summary>Wraps stages; their order stays.</summary>
    /// <param name="ring">The ring that they serve.</param>
    /// <param name="stages">Their names, as labels of metrics, and the stages, in order.</param>
    /// <param name="metrics">Where durations go.</param>
    /// <param name="time">The clock of <see cref="EdgeData.ReceivedTicks"/>; the machine's if null.</param>
    public MeasuredPipeline(RingBuffer<Slot> ring, IReadOnlyList<(string Name, IStage<Slot> Stage)> stages, SwitchMetrics metrics,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(metrics);
        time ??= TimeProvider.System;
        _intake = new Watermark("intake", () => ring.Claimed, () => ring.Published);
        _stages = new MeasuredStage[stages.Count];
        Func<long> due = () => ring.Published;
        for (var index = 0; index < _stages.Length; index++)
        {
            var (name, stage) = stages[index];
            var measured = new MeasuredStage(name, stage, due, metrics.StageDuration(name), index == 0 ? metrics.RingWait : null, time);
            _stages[index] = measured;
            due = () => measured.Done;
        }
    }

    /// <summary>The stages for the pipeline.</summary>
    public IReadOnlyList<IStage<Slot>> Stages => _stages;

    /// <summary>The progress of the claims and of each stage, in order.</summary>
    public IReadOnlyList<IWatermark> Watermarks => [_intake, .. _stages];
}
