using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Snapshots;

/// <summary>A file and what it must hold.</summary>
/// <param name="Files">How to open it.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Sequence">The sequence that it must hold; null: any.</param>
/// <param name="JournalId">The journal to which it must belong; null: any.</param>
internal sealed record SnapshotSource(JournalFileSystem Files, string Path, ulong? Sequence, Guid? JournalId)
{
    public string Name => System.IO.Path.GetFileName(Path);

    /// <exception cref="SnapshotException">There is no such file.</exception>
    /// <exception cref="SnapshotRefusedException">It can't be opened.</exception>
    public BlockReader Open()
    {
        try
        {
            return Files.OpenReader(Path);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            throw File.Exists(Path)
                ? new SnapshotRefusedException(SnapshotDefect.Damaged, Name, 0, $"the file can't be opened: {reason.Message}", reason)
                : new SnapshotException($"There is no snapshot {Path}.", reason);
        }
    }

    public SnapshotFrame ReadFrame(BlockReader file) => SnapshotFrame.Read(file, Name, Sequence, JournalId);
}
