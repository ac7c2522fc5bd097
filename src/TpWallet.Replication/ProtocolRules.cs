using TpWallet.Replication.Log;
using TpWallet.Replication.Views;

namespace TpWallet.Replication;

/// <summary>
/// The decisions that the protocol's safety hangs on, each in one place. There is one sound set of them; the simulation derives unsound ones, to
/// prove that it would notice.
/// </summary>
internal class ProtocolRules
{
    /// <summary>The protocol.</summary>
    public static ProtocolRules Sound { get; } = new();

    /// <summary>Rule 2: whether a message of this epoch is obeyed.</summary>
    public virtual bool Obeys(ulong epoch, ulong accepted) => epoch >= accepted;

    /// <summary>Rule 3: whether a standby must join before it takes batches.</summary>
    public virtual bool MustJoin => true;

    /// <summary>Rule 3: whether an answer belongs to the join that is asked for.</summary>
    public virtual bool IsAnswered(ulong asked, ulong answered, bool waiting) => waiting && asked == answered;

    /// <summary>Rule 3: whether what a standby keeps at joining counts only once it is synced.</summary>
    public virtual bool SyncsKeptTail => true;

    /// <summary>Rule 4: whether an acknowledgement of one epoch counts in another.</summary>
    public virtual bool CountsInEpoch(ulong acknowledged, ulong epoch) => acknowledged == epoch;

    /// <summary>Rule 4: whether an acknowledged position is one of this log.</summary>
    public virtual bool IsSamePosition(in LogPosition acknowledged, in LogPosition own) => acknowledged == own;

    /// <summary>Rules 4 and 7: whether two journals are the same replica's.</summary>
    public virtual bool IsSameJournal(Guid one, Guid other) => one == other;

    /// <summary>Rule 4: whether an acknowledgement must wait for the disk.</summary>
    public virtual bool WaitsForDisk(DurabilityLevel level) => level == DurabilityLevel.Fsync;

    /// <summary>Rule 5: whether the set of a swap without outcome must acknowledge too.</summary>
    public virtual bool CommitNeedsPendingSet => true;

    /// <summary>Rule 6: whether a notice is about the batch that this log holds at its place.</summary>
    public virtual bool IsNoticeOf(in LogPosition notice, in LogPosition own, bool joined) => joined && notice == own;

    /// <summary>Rule 7: whether the in-sync set may lose a member.</summary>
    public virtual bool MayShrink(int count, int minInSync) => count > minInSync;

    /// <summary>Rule 8: through where a standby must have acknowledged before it may be swapped in.</summary>
    public virtual ulong RequiredToGrow(ulong inherited, ulong committed) => Math.Max(inherited, committed);

    /// <summary>Rule 9: whether a replica that finds itself named primary goes on as such without a new epoch.</summary>
    public virtual bool ResumesEpoch => false;

    /// <summary>Rule 9: what a new primary does with its inherited tail before it sends it on. It sends it as it is.</summary>
    public virtual void OnTailInherited(IReplicaLog log, ulong epoch, in LogPosition committed)
    {
    }

    /// <summary>Rule 10: whether a deposed primary's clients are cut off rather than refused.</summary>
    public virtual bool RefusesWhatWasSequenced => false;

    /// <summary>Rule 12: whether a heartbeat tells that its sender is stuck.</summary>
    public virtual bool TellsStuck => true;

    /// <summary>Rule 13: whether a forced primary needs the promise of an in-sync member.</summary>
    public virtual bool ForceNeedsPromise => true;

    /// <summary>Rule 14: whether a view that can't follow what was seen before stops the replica.</summary>
    public virtual bool StopsAtRestoredStore => true;

    /// <summary>Rule 16: the time of a batch.</summary>
    public virtual long BatchTime(long clockMs, long tailTimeMs) => Math.Max(clockMs, tailTimeMs);

    /// <summary>Rule 9: whether a replica takes over only after its disk has written something.</summary>
    public virtual bool ProvesDisk => true;

    /// <summary>Rule 9: who may take over.</summary>
    public virtual bool MayTakeOver(View view, NodeId node, Guid journalId) => view.HasInSync(node, journalId);
}
