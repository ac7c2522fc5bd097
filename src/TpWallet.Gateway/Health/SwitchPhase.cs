namespace TpWallet.Gateway.Health;

/// <summary>Where a switch is in its life.</summary>
public enum SwitchPhase
{
    /// <summary>It gets its state back and takes nothing yet.</summary>
    Recovering,

    /// <summary>It takes requests.</summary>
    Serving,

    /// <summary>It answers what is in flight and takes nothing more.</summary>
    Draining,
}
