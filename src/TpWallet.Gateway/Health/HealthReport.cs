namespace TpWallet.Gateway.Health;

/// <summary>Whether a switch is ready, and why not.</summary>
/// <param name="Phase">Where it is in its life.</param>
/// <param name="Detail">What it is doing, for a person; empty while it serves.</param>
/// <param name="Stages">Every part that is watched, in the order of the pipeline.</param>
public sealed record HealthReport(SwitchPhase Phase, string Detail, IReadOnlyList<StageHealth> Stages)
{
    /// <summary>
    /// The part that holds up the others: of those that are stuck the last, because on one thread, or behind a full queue, the parts before it
    /// wait for it.
    /// </summary>
    public string? StuckStage => Stages.LastOrDefault(static stage => stage.IsStuck).Name;

    /// <summary>Whether requests are taken and every part that has work moves.</summary>
    public bool IsReady => Phase == SwitchPhase.Serving && StuckStage is null;
}
