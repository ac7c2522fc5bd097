namespace TpWallet.Gateway.Health;

/// <summary>Whether a switch is ready, and why not.</summary>
/// <param name="Phase">Where it is in its life.</param>
/// <param name="Detail">What it is doing, for a person; empty while it serves.</param>
/// <param name="Stages">Every part that is watched, in the order of the pipeline.</param>
/// <param name="Standing">Of a member of a group: what it is there; null: the switch is alone.</param>
public sealed record HealthReport(SwitchPhase Phase, string Detail, IReadOnlyList<StageHealth> Stages, MemberStanding? Standing = null)
{
    /// <summary>
    /// The part that holds up the others: of those that are stuck the last, because on one thread, or behind a full queue, the parts before it
    /// wait for it.
    /// </summary>
    public string? StuckStage => Stages.LastOrDefault(static stage => stage.IsStuck).Name;

    /// <summary>
    /// Whether it does what it is there for: a primary, or a switch without a group, takes requests and moves; a standby moves and is in sync.
    /// </summary>
    public bool IsReady => IsMoving && (Standing is not { } standing || standing.IsLeading || standing.IsInSync);

    /// <summary>Whether payments are taken here: for load balancers.</summary>
    public bool IsPrimary => IsMoving && (Standing?.IsLeading ?? true);

    /// <summary>In a word, what it is: <c>alone</c>, <c>primary</c> or <c>standby</c>.</summary>
    public string Role => Standing switch { null => "alone", { IsLeading: true } => "primary", _ => "standby" };

    private bool IsMoving => Phase == SwitchPhase.Serving && StuckStage is null;
}
