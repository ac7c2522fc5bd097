using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Replication;
using TpWallet.Replication.Log;
using TpWallet.Replication.Views;

namespace TpWallet.Simulation.Broken;

/// <summary>The protocol with one rule broken. Rules that live in the disk or in the process around the replica are broken there.</summary>
internal sealed class BrokenRules(BrokenRule broken) : ProtocolRules
{
    public override bool MustJoin => broken != BrokenRule.PositionOnlyAcknowledgements;

    public override bool SyncsKeptTail => broken != BrokenRule.UnsyncedTailAcknowledged;

    public override bool CommitNeedsPendingSet => broken != BrokenRule.PendingSetIgnored;

    public override bool ResumesEpoch => broken == BrokenRule.SameEpochRestart;

    public override bool RefusesWhatWasSequenced => broken == BrokenRule.SequencedIsRefused;

    public override bool TellsStuck => broken != BrokenRule.GrayPrimary;

    public override bool StopsAtRestoredStore => broken != BrokenRule.RestoredStoreBelieved;

    public override bool ProvesDisk => broken != BrokenRule.HungDiskTakesOver;

    public override bool ForceNeedsPromise => broken != BrokenRule.ForceWithoutPromise;

    public override bool IsAnswered(ulong asked, ulong answered, bool waiting) =>
        broken == BrokenRule.LateJoinAnswer || base.IsAnswered(asked, answered, waiting);

    public override bool CountsInEpoch(ulong acknowledged, ulong epoch) =>
        broken == BrokenRule.AcknowledgementsOfAnyEpoch || base.CountsInEpoch(acknowledged, epoch);

    public override bool IsSamePosition(in LogPosition acknowledged, in LogPosition own) =>
        (broken == BrokenRule.PositionOnlyAcknowledgements && acknowledged.Sequence >= own.Sequence) || base.IsSamePosition(acknowledged, own);

    public override bool IsSameJournal(Guid one, Guid other) => broken == BrokenRule.JournalIdsIgnored || base.IsSameJournal(one, other);

    public override bool WaitsForDisk(DurabilityLevel level) => broken != BrokenRule.AcknowledgeBeforeSync && base.WaitsForDisk(level);

    public override bool IsNoticeOf(in LogPosition notice, in LogPosition own, bool joined) =>
        broken == BrokenRule.NoticeByPosition ? notice.Sequence == own.Sequence : base.IsNoticeOf(notice, own, joined);

    public override bool MayShrink(int count, int minInSync) =>
        broken == BrokenRule.ShrinkBelowMinimum ? count > 1 : base.MayShrink(count, minInSync);

    public override ulong RequiredToGrow(ulong inherited, ulong committed) =>
        broken == BrokenRule.GrowBeforeInheritedTail ? committed : base.RequiredToGrow(inherited, committed);

    public override long BatchTime(long clockMs, long tailTimeMs) =>
        broken == BrokenRule.TimeGoesBack ? clockMs : base.BatchTime(clockMs, tailTimeMs);

    public override bool MayTakeOver(View view, NodeId node, Guid journalId) =>
        broken switch
        {
            BrokenRule.TakeOverOutOfSync => true,
            BrokenRule.JournalIdsIgnored => view.HasInSync(node),
            _ => base.MayTakeOver(view, node, journalId),
        };

    public override void OnTailInherited(IReplicaLog log, ulong epoch, in LogPosition committed)
    {
        if (broken == BrokenRule.RestampedTail)
        {
            Restamp(log, epoch, committed);
        }
    }

    /// <summary>Seals what isn't known to be committed again, one millisecond later.</summary>
    private static void Restamp(IReplicaLog log, ulong epoch, in LogPosition committed)
    {
        var tail = new List<(Command[] Commands, long TimeMs)>();
        for (var position = committed; log.TryReadNext(position, out var bytes);)
        {
            SealedBatch.TryRead(bytes.Span, out var batch);
            tail.Add((batch.Commands.ToArray(), batch.Header.TimeMs + 1));
            log.TryFindBoundary(batch.Header.LastSequence, out position);
        }

        log.AppendCut(epoch, committed);
        foreach (var (commands, timeMs) in tail)
        {
            using var batch = new SealedBatch(commands.Length);
            foreach (ref readonly var command in commands.AsSpan())
            {
                batch.Append(command);
            }

            batch.Seal(log.Tail.Sequence + 1, timeMs, epoch, log.Tail.Hash);
            log.Append(batch.Bytes, batch.Hash);
        }
    }
}
