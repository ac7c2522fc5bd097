using TpWallet.Replication.Log;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Standby;

/// <summary>
/// Finds the last batch that two logs have in common. Because a batch's hash stands for everything before it, what is common is a beginning of
/// both: so the search names a few positions at a time, and narrows until it has named every one in doubt. A tail of a million batches takes four
/// questions.
/// </summary>
internal sealed class TailSearch(IReplicaLog log)
{
    private readonly LogPosition[] _samples = new LogPosition[MessageLimits.JoinSamplesMax];
    private int _count;
    private LogPosition _common;
    private LogPosition _last;

    /// <summary>What the next request names.</summary>
    public ReadOnlySpan<LogPosition> Samples => _samples.AsSpan(0, _count);

    /// <summary>Whether the samples are all positions in doubt, so that the answer is final.</summary>
    public bool IsExhaustive { get; private set; }

    /// <summary>Begins anew.</summary>
    /// <param name="common">What is common for certain: the last position known to be committed.</param>
    public void Begin(in LogPosition common)
    {
        _common = common;
        _last = log.Tail;
        TakeSamples();
    }

    /// <summary>Whether an answer names one of the samples.</summary>
    public bool IsSample(in LogPosition position) => Samples.Contains(position);

    /// <summary>The primary holds this sample and none above it.</summary>
    public void Narrow(in LogPosition common)
    {
        var next = Samples.IndexOf(common) + 1;
        if (next < _count)
        {
            log.TryFindBoundary(_samples[next].Sequence - 1, out _last);
        }

        _common = common;
        TakeSamples();
    }

    private void TakeSamples()
    {
        _samples[0] = _common;
        _count = 1;
        IsExhaustive = true;
        var span = _last.Sequence - _common.Sequence;
        var step = Math.Max(1, (span + MessageLimits.JoinSamplesMax - 2) / (MessageLimits.JoinSamplesMax - 1));
        var sequence = _common.Sequence;
        while (_samples[_count - 1].Sequence < _last.Sequence)
        {
            sequence = Math.Min(sequence + step, _last.Sequence);
            log.TryFindBoundary(sequence, out var boundary);
            if (boundary.Sequence > _samples[_count - 1].Sequence)
            {
                log.TryFindBoundary(boundary.Sequence - 1, out var before);
                IsExhaustive &= before == _samples[_count - 1];
                _samples[_count++] = boundary;
            }
        }
    }
}
