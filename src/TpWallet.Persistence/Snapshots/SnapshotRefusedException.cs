namespace TpWallet.Persistence.Snapshots;

/// <summary>A file is not a good snapshot; it was not altered.</summary>
public sealed class SnapshotRefusedException : SnapshotException
{
    /// <summary>Names the file, the position in it, what is wrong and, by the kind of defect, what to do.</summary>
    public SnapshotRefusedException(SnapshotDefect defect, string file, long position, string finding, Exception? innerException = null)
        : base($"{file}, byte {position}: {finding}. {AdviceOn(defect)}", innerException)
    {
        Defect = defect;
        File = file;
        Position = position;
        Finding = finding;
    }

    /// <summary>What kind of trouble it is.</summary>
    public SnapshotDefect Defect { get; }

    /// <summary>Name of the file, without its folder.</summary>
    public string File { get; }

    /// <summary>Position in the file, bytes: of the altered field where it can be told, else of the block that holds it.</summary>
    public long Position { get; }

    /// <summary>What is missing or altered.</summary>
    public string Finding { get; }

    /// <summary>What to do about it.</summary>
    public string Advice => AdviceOn(Defect);

    private static string AdviceOn(SnapshotDefect defect) => defect switch
    {
        SnapshotDefect.Damaged => "An older snapshot and the journal hold the same state; copy this one anew from a backup, or delete it.",
        SnapshotDefect.OtherJournal => "Move it to the folder of its own journal.",
        SnapshotDefect.NewerFormat => "Use the version that wrote it, or a newer one.",
    };
}
