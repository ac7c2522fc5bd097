using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway;

/// <summary>
/// How often each thing happened at the edge since the start: one counter for every abnormal path instead of a log line. Any thread may
/// add and read; each number is exact, together they are not a snapshot.
/// </summary>
public sealed class GatewayCounters
{
    private readonly long[] _values = new long[Enum.GetValues<GatewayCounter>().Length];
    private readonly long[] _errors = new long[Enum.GetValues<ProtocolErrorCode>().Max(static code => (int)code) + 1];

    /// <summary>The value of a counter.</summary>
    public long this[GatewayCounter counter] => Interlocked.Read(ref _values[(int)counter]);

    /// <summary>How many connections were ended with this protocol error; 0 for a number that is not a code.</summary>
    public long ErrorsOf(ProtocolErrorCode code) => (int)code < _errors.Length ? Interlocked.Read(ref _errors[(int)code]) : 0;

    internal void Add(GatewayCounter counter, long count = 1) => Interlocked.Add(ref _values[(int)counter], count);

    internal void AddError(ProtocolErrorCode code) => Interlocked.Increment(ref _errors[(int)code]);
}
