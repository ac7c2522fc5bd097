using TpWallet.Replication;

namespace TpWallet.Server.Engine.Group;

/// <summary>This member can't go on without risk to the books. The message says what was found; the runbook what to do.</summary>
internal sealed class GroupStoppedException(StopReason reason, string explanation) : Exception($"{explanation} ({reason})")
{
    /// <summary>Why.</summary>
    public StopReason Reason { get; } = reason;
}
