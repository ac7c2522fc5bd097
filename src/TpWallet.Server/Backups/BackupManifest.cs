using TpWallet.Persistence.Journal;

namespace TpWallet.Server.Backups;

/// <summary>What a backup is, as <c>backup.json</c> says it; written last, so a folder that has it is a whole backup.</summary>
internal sealed record BackupManifest
{
    /// <summary>The newest format that this version knows.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>Version of this file's format.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>Version of the switch that made the backup.</summary>
    public required string SwitchVersion { get; init; }

    /// <summary>When it was complete.</summary>
    public required DateTimeOffset Completed { get; init; }

    /// <summary>The journal of the switch.</summary>
    public required Guid JournalId { get; init; }

    /// <summary>How the journal is stored; the configuration of a restored switch must say the same.</summary>
    public required JournalKind JournalKind { get; init; }

    /// <summary>Sequence of the snapshot, behind which the journal begins.</summary>
    public required ulong SnapshotSequence { get; init; }

    /// <summary>Hash of the snapshot's state.</summary>
    public required string SnapshotStateHash { get; init; }

    /// <summary>The last sequence in the journal: where the restored switch goes on.</summary>
    public required ulong LastSequence { get; init; }

    /// <summary>Hash of the journal's last batch, which stands for the whole chain.</summary>
    public required string LastHash { get; init; }

    /// <summary>The first sequence in the event log; 0: there is no event log.</summary>
    public ulong EventsFirstSequence { get; init; }

    /// <summary>The last sequence in the event log; 0: there is none. What is missing to the journal's end follows from the journal.</summary>
    public ulong EventsLastSequence { get; init; }

    /// <summary>Every file, in order of paths.</summary>
    public required IReadOnlyList<BackupFile> Files { get; init; }

    /// <summary>SHA-256 of this object written with this value empty, 64 hexadecimal digits.</summary>
    public string Sha256 { get; init; } = "";
}
