using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Recovery;

namespace TpWallet.Server.Tests.Crash;

/// <summary>What a switch that doesn't run has stored.</summary>
/// <param name="JournalBytes">Bytes in the journal.</param>
/// <param name="FirstSequence">First command in it: those before it are released.</param>
/// <param name="EvictedThrough">Through which sequence the core has forgotten request ids.</param>
/// <param name="Snapshots">Snapshots, all of them good.</param>
/// <param name="Compared">Those whose state a replay of the whole journal had, too.</param>
internal sealed record StoredState(long JournalBytes, ulong FirstSequence, ulong EvictedThrough, int Snapshots, int Compared)
{
    /// <summary>Checks it, without the switch: the journal is whole, the books balance, and the state is that of a replay.</summary>
    public static StoredState Check(SwitchConfiguration configuration, string context)
    {
        var verification = JournalVerifier.Verify(Path.Combine(configuration.Data, SwitchConfiguration.JournalFolder));
        Assert.True(verification.Verdict == JournalVerdict.Clean, $"{context}: {verification}");
        using var started = Recover(configuration, fromBeginning: false);
        Assert.True(started.Core.Audit().Passed, $"{context}: the books don't balance: {started.Core.Audit()}");
        var compared = 0;
        if (verification.FirstSequence == 1 || configuration.Snapshots.Archive.Length > 0)
        {
            using var replayed = Recover(configuration, fromBeginning: true);
            Assert.True(replayed.Core.StateHash() == started.Core.StateHash(), $"{context}: the state isn't that of a replay");
            compared = replayed.SnapshotsCompared;
        }

        return new StoredState(verification.Bytes, verification.FirstSequence, started.Core.Window.EvictedThrough,
            CountSnapshots(configuration, context), compared);
    }

    private static int CountSnapshots(SwitchConfiguration configuration, string context)
    {
        using var store = SnapshotStore.Share(Path.Combine(configuration.Data, SwitchConfiguration.SnapshotsFolder));
        var entries = store.List();
        Assert.True(entries.All(static entry => entry.Refusal is null), $"{context}: a snapshot is refused: {string.Join(", ", entries)}");
        return entries.Count;
    }

    private static RecoveredState Recover(SwitchConfiguration configuration, bool fromBeginning) => OfflineRecovery.Run(configuration.Data,
        fromBeginning, configuration.Snapshots.Archive is { Length: > 0 } archive ? archive : null, new Progress<string>(), CancellationToken.None);
}
