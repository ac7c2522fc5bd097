using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Snapshots;

/// <summary>What a snapshot says about itself.</summary>
/// <param name="File">Name of the file, without its folder.</param>
/// <param name="JournalId">The journal from which the state came.</param>
/// <param name="Position">The place in it: the image holds the effects of everything through it.</param>
/// <param name="TakenMs">When it was written, milliseconds since 1970 UTC.</param>
/// <param name="ImageLength">Bytes of the image.</param>
/// <param name="FileLength">Bytes of the file.</param>
/// <param name="StateHash">Hash of the state that the image holds.</param>
public sealed record SnapshotInfo(
    string File,
    Guid JournalId,
    JournalPosition Position,
    long TakenMs,
    long ImageLength,
    long FileLength,
    string StateHash);
