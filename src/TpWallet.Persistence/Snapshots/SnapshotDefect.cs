namespace TpWallet.Persistence.Snapshots;

/// <summary>Why a file is not taken for a good snapshot.</summary>
public enum SnapshotDefect
{
    /// <summary>Incomplete, altered, or not to be read.</summary>
    Damaged,

    /// <summary>Taken from the state of another journal.</summary>
    OtherJournal,

    /// <summary>Written by a newer version of this program.</summary>
    NewerFormat,
}
