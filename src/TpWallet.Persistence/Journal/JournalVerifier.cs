using TpWallet.Persistence.Journal.Faster;
using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal;

/// <summary>Reads a whole journal and says what opening it would say; alters nothing.</summary>
public static class JournalVerifier
{
    /// <summary>Verifies the journal in a folder, whatever its kind, and shows every good batch to <paramref name="visitor"/>.</summary>
    /// <exception cref="JournalException">There is no journal, it is in use, or it was written by a newer version. Damage is no exception here
    /// but a verdict.</exception>
    public static JournalVerification Verify(string directory, IBatchVisitor? visitor = null, IProgress<JournalProgress>? progress = null)
    {
        using var folder = JournalFolder.Share(directory);
        try
        {
            var description = folder.ReadDescription();
            if (description is null)
            {
                folder.RefuseContent();
                throw new JournalException($"There is no journal in {folder.Path}.");
            }

            return Verify(folder, description, visitor, progress);
        }
        catch (JournalDamagedException damage)
        {
            return new JournalVerification(null, Guid.Empty, 0, 0, 0, 0, default, 0, JournalVerdict.Damage, damage.Message);
        }
    }

    private static JournalVerification Verify(JournalFolder folder, JournalDescription description, IBatchVisitor? visitor,
        IProgress<JournalProgress>? progress)
    {
        var replay = new JournalReplay(description.Id, MarkFile.Read(folder.Path, description.Id), visitor);
        try
        {
            switch (description.Kind)
            {
                case JournalKind.Segments:
                    using (var segments = new SegmentRecovery(folder.Path, replay, progress))
                    {
                        var (verdict, tail) = segments.Run();
                        return Result(verdict, verdict == JournalVerdict.TornTail
                            ? Torn(SegmentFiles.NameOf(tail.FragmentNumber), tail.FragmentPosition) : "");
                    }

                default:
                    using (var faster = new FasterRecovery(folder.Path, description, replay, progress))
                    {
                        var (verdict, tail) = faster.Run();
                        return Result(verdict, verdict == JournalVerdict.TornTail
                            ? Torn(FasterFiles.NameOf(tail.FragmentFile), tail.FragmentPosition) : "");
                    }
            }
        }
        catch (JournalDamagedException damage)
        {
            return Result(JournalVerdict.Damage, damage.Message);
        }

        static string Torn(string file, long position) =>
            $"{file}, byte {position}: part of a batch that was never acknowledged; opening the journal cuts it off.";

        JournalVerification Result(JournalVerdict verdict, string detail)
        {
            var chain = replay.Chain;
            return new JournalVerification(description.Kind, description.Id, chain.Batches, chain.LastSequence,
                Math.Min(1, chain.LastSequence), chain.LastSequence,
                chain.LastHash, replay.BatchBytes, verdict, verdict == JournalVerdict.Clean
                    ? "Every batch is whole, in its place and chained to the one before." : detail);
        }
    }
}
