using TpWallet.Persistence.Journal.Faster;
using TpWallet.Persistence.Journal.Group;
using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal;

/// <summary>One reading of a closed journal, whatever its kind.</summary>
internal sealed class JournalScan
{
    private readonly JournalFiles _files;
    private readonly GroupFolder _folder;

    public JournalScan(JournalFolder folder, JournalDescription description, JournalReadOptions options, IBatchVisitor? visitor, bool needsAll)
    {
        var released = ReleaseRecord.Read(folder.Path, description.Id);
        _folder = GroupFolder.Read(folder.Path, description.Id);
        _files = JournalFiles.Find(description, folder.Path, options.ArchiveDirectory, released, options.Base);
        if (Cut is { From: { Position: SealedBatch.BlockSize } from } && from.Number > _files.First)
        {
            _files = _files.Through(from.Number - 1);
        }

        Replay = new JournalReplay(description.Id, _folder.Mark, released, options.Base, visitor, needsAll);
    }

    public JournalReplay Replay { get; }

    /// <summary>A cut that the next opening will finish; null: none.</summary>
    public PendingCut? Cut => _folder.Control?.Cut;

    /// <summary>Reads everything.</summary>
    /// <returns>The verdict, and of a torn tail where it begins.</returns>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    public (JournalVerdict Verdict, string File, long Position) Run(IProgress<JournalProgress>? progress)
    {
        switch (_files.Description.Kind)
        {
            case JournalKind.Segments:
                using (var recovery = new SegmentRecovery(_files, Replay, progress, _folder.Reach, Cut?.From))
                {
                    var (verdict, tail) = recovery.Run();
                    return (verdict, SegmentFiles.NameOf(tail.FragmentNumber), tail.FragmentPosition);
                }

            default:
                using (var recovery = new FasterRecovery(_files, Replay, progress))
                {
                    var (verdict, tail) = recovery.Run();
                    return (verdict, FasterFiles.NameOf(tail.FragmentFile), tail.FragmentPosition);
                }
        }
    }
}
