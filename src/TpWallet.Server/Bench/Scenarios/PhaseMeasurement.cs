namespace TpWallet.Server.Bench.Scenarios;

/// <summary>What one phase measured.</summary>
/// <param name="Phase">What was to be done.</param>
/// <param name="Counts">Of all its sessions together.</param>
/// <param name="Switch">What the switch told of itself meanwhile.</param>
internal sealed record PhaseMeasurement(Phase Phase, LoadCounts Counts, SwitchInterval Switch)
{
    /// <summary>Replies within the phase, a second.</summary>
    public double AcknowledgedPerSecond => Counts.Acknowledged / Phase.Seconds;

    /// <summary>Requests that were due, or sent in a closed loop, a second.</summary>
    public double OfferedPerSecond => Phase.Rate ?? (Counts.Sent / Phase.Seconds);
}
