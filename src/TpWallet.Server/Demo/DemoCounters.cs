using TpWallet.Messages;
using TpWallet.Server.Measurement;

namespace TpWallet.Server.Demo;

/// <summary>What one acquirer's terminals have seen. Safe for several writers.</summary>
internal sealed class DemoCounters
{
    private readonly Lock _lock = new();
    private readonly LatencyHistogram _latencies = new();
    private DemoCounts _counts;

    /// <summary>Takes in one answer.</summary>
    public void Record(in DemoRequest request, in Reply answer, TimeSpan latency)
    {
        var approved = request.Intent == DemoIntent.New && answer.Result == ResultCode.Approved;
        var kind = request.Command.Kind;
        var partial = approved && kind == CommandKind.Capture && answer.Amount < request.Held;
        lock (_lock)
        {
            _latencies.Record((long)latency.TotalNanoseconds);
            _counts.Answered++;
            _counts.Approved += approved ? 1 : 0;
            _counts.Declined += request.Intent == DemoIntent.New && answer.Class == ResultClass.Declined ? 1 : 0;
            _counts.Repeats += request.Intent == DemoIntent.Repeat ? 1 : 0;
            _counts.Conflicts += request.Intent == DemoIntent.Conflict ? 1 : 0;
            _counts.Purchases += approved && kind == CommandKind.Purchase ? 1 : 0;
            _counts.Authorizations += approved && kind == CommandKind.Authorize ? 1 : 0;
            _counts.Captures += approved && kind == CommandKind.Capture && !partial ? 1 : 0;
            _counts.PartialCaptures += partial ? 1 : 0;
            _counts.Voids += approved && kind == CommandKind.Void ? 1 : 0;
        }
    }

    /// <summary>The counts so far; adds the latencies so far to the histogram.</summary>
    public DemoCounts Read(LatencyHistogram latencies)
    {
        lock (_lock)
        {
            latencies.Add(_latencies);
            return _counts;
        }
    }
}
