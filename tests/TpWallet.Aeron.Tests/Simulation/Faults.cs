namespace TpWallet.Aeron.Tests.Simulation;

/// <summary>What a network does to datagrams, as probabilities; the delay, uniform up to its limit, also reorders them.</summary>
internal sealed record Faults(double Drop = 0, double Duplicate = 0, double Corrupt = 0, long MaxDelayNanos = 0)
{
    public static Faults None { get; } = new();
}
