using TpWallet.Persistence.Journal;
using TpWallet.Replication.Log;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Group;
using TpWallet.Server.Engine.Recovery;

namespace TpWallet.Server.Engine.Storage;

/// <summary>The journal of a switch, as it stands alone or as a member of a group.</summary>
/// <param name="Alone">Of a switch without a group.</param>
/// <param name="Replica">Of a member of a group.</param>
/// <param name="SwitchId">The journal's name, or that of the group.</param>
internal sealed record OpenedJournal(IJournal? Alone, ReplicaJournal? Replica, Guid SwitchId) : IDisposable
{
    /// <summary>What both can do.</summary>
    public IReadableJournal Readable => Alone ?? Replica!.Journal;

    /// <summary>Sequence behind the last batch, committed or not.</summary>
    public ulong NextSequence => Alone?.NextSequence ?? Replica!.Tail.Sequence + 1;

    /// <summary>Opens and recovers.</summary>
    public static OpenedJournal Open(SwitchConfiguration configuration, JournalOptions options, IBatchVisitor replay, IProgress<string> lines)
    {
        var progress = new RecoveryProgress(lines);
        if (configuration.Group is { } group)
        {
            var inMemory = group.Durability == GroupDurability.QuorumMemory;
            options = options with { Durability = inMemory ? DurabilityMode.Memory : DurabilityMode.Fsync };
            return new OpenedJournal(null, ReplicaJournal.Open(options, replay, progress, lines.Report), GroupIdentity.Of(group.Name));
        }

        var journal = JournalFactory.Open(options, replay, progress, lines.Report);
        return new OpenedJournal(journal, null, journal.JournalId);
    }

    public void Dispose()
    {
        Alone?.Dispose();
        Replica?.Dispose();
    }
}
