using System.Diagnostics;
using TpWallet.Messages;
using TpWallet.Server.Measurement;

namespace TpWallet.Server.Bench;

/// <summary>What one connection, or all together, measured. Fixed memory; recording allocates nothing.</summary>
internal sealed class LoadCounts
{
    private static readonly double NsPerTick = 1e9 / Stopwatch.Frequency;
    private static readonly int Codes = (int)Enum.GetValues<ResultCode>().Max() + 1;

    private readonly long[] _byCode = new long[Codes];

    /// <summary>From the time at which a request was sent, or was due in an open loop, to its reply.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>
    /// In an open loop, from the time at which a request was due and the window had room for it to its send: the part of the latency that
    /// the load generator itself adds. Null in a closed loop, where there is none.
    /// </summary>
    public LatencyHistogram? Lateness { get; private set; }

    /// <summary>Requests sent within the measured interval.</summary>
    public long Sent { get; private set; }

    /// <summary>Replies that arrived within the measured interval.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Of those, stored answers to repeated requests.</summary>
    public long Replayed { get; private set; }

    /// <summary>Of those, business refusals.</summary>
    public long Declined => CountOf(static code => ResultCodes.Classify(code) == ResultClass.Declined);

    /// <summary>Of those, neither done nor declined: nothing that this load should meet.</summary>
    public long Errors => CountOf(static code => ResultCodes.Classify(code) is not (ResultClass.Success or ResultClass.Declined));

    /// <summary>Replies by result code; only codes that occurred.</summary>
    public IReadOnlyDictionary<string, long> ByCode =>
        Enum.GetValues<ResultCode>().Where(code => _byCode[(int)code] > 0).ToDictionary(static code => code.ToString(), code => _byCode[(int)code]);

    /// <summary>Counts a sent request.</summary>
    public void CountSent() => Sent++;

    /// <summary>Counts a reply that arrived within the measured interval. A code that this version doesn't know counts as none.</summary>
    public void CountReply(in Reply reply)
    {
        Acknowledged++;
        Replayed += (reply.Flags & ReplyFlags.Replayed) != 0 ? 1 : 0;
        _byCode[(int)reply.Result < Codes ? (int)reply.Result : 0]++;
    }

    /// <summary>Records one latency, ticks.</summary>
    public void RecordLatency(long ticks) => Latency.Record((long)(ticks * NsPerTick));

    /// <summary>Records how late a request was sent, ticks.</summary>
    public void RecordLateness(long ticks) => (Lateness ??= new LatencyHistogram()).Record((long)(ticks * NsPerTick));

    /// <summary>Adds all that the other one counted.</summary>
    public void Add(LoadCounts other)
    {
        Latency.Add(other.Latency);
        if (other.Lateness is { } lateness)
        {
            (Lateness ??= new LatencyHistogram()).Add(lateness);
        }

        Sent += other.Sent;
        Acknowledged += other.Acknowledged;
        Replayed += other.Replayed;
        for (var code = 0; code < Codes; code++)
        {
            _byCode[code] += other._byCode[code];
        }
    }

    private long CountOf(Func<ResultCode, bool> predicate) => Enum.GetValues<ResultCode>().Where(predicate).Sum(code => _byCode[(int)code]);
}
