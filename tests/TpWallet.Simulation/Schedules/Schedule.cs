using TpWallet.Replication;
using TpWallet.Simulation.Broken;

namespace TpWallet.Simulation.Schedules;

/// <summary>
/// The sequences of events that broke earlier versions of the protocol and that chance finds rarely. Each harms the variant whose rule is broken,
/// and does nothing to the protocol.
/// </summary>
internal static class Schedule
{
    /// <summary>The schedule for a broken rule; null: chance finds it.</summary>
    public static Action<Script>? Of(BrokenRule rule) => rule switch
    {
        BrokenRule.ForgottenEpoch => ForgottenEpoch.Play,
        BrokenRule.GrowBeforeInheritedTail => GrowBeforeInheritedTail.Play,
        BrokenRule.PendingSetIgnored => SwapInFlight.Play,
        BrokenRule.AcknowledgementsOfAnyEpoch => LateAcknowledgement.Play,
        BrokenRule.UnsyncedTailAcknowledged => UnsyncedTail.Play,
        BrokenRule.JournalIdsIgnored => EmptyDisk.Play,
        BrokenRule.MemoryKeepsJournalId => MemoryRestart.Play,
        BrokenRule.SupersededByPosition => SurvivingTail.Play,
        BrokenRule.ForceWithoutPromise => ForcedSplitBrain.Play,
        BrokenRule.RestoredStoreBelieved => RestoredStore.Play,
        _ => null,
    };

    /// <summary>Plays the schedule for a rule on the protocol or on a variant.</summary>
    /// <exception cref="SimulationFailure">The group broke a promise.</exception>
    /// <exception cref="ScheduleMissedException">The schedule did not reach its situation.</exception>
    public static void Play(BrokenRule rule, BrokenRule broken)
    {
        var schedule = Of(rule) ?? throw new ArgumentException($"There is no schedule for {rule}.", nameof(rule));
        using var script = new Script(broken, rule == BrokenRule.MemoryKeepsJournalId ? DurabilityLevel.Memory : DurabilityLevel.Fsync);
        schedule(script);
    }
}
