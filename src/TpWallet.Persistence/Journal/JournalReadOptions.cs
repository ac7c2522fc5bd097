namespace TpWallet.Persistence.Journal;

/// <summary>What of a closed journal to read.</summary>
public sealed record JournalReadOptions
{
    /// <summary>Folder of the journal.</summary>
    public required string Directory { get; init; }

    /// <summary>What is known from a snapshot: only what follows is read; null: everything.</summary>
    public JournalPosition? Base { get; init; }

    /// <summary>Folder to which released segments were moved: they are read where they are needed; null: there is none.</summary>
    public string? ArchiveDirectory { get; init; }
}
