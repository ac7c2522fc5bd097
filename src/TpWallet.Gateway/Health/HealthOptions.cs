namespace TpWallet.Gateway.Health;

/// <summary>When a part of the switch counts as stuck.</summary>
public sealed record HealthOptions
{
    /// <summary>For how long a part may have work and not move; 500 ms to 10 minutes.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the parts are looked at, which is also the precision; 10 ms to <see cref="StuckAfter"/>.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    internal void Validate()
    {
        OptionRange.Check(StuckAfter, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(10), nameof(StuckAfter));
        OptionRange.Check(LookInterval, TimeSpan.FromMilliseconds(10), StuckAfter, nameof(LookInterval));
    }
}
