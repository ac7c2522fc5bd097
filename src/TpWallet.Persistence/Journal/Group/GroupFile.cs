using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal.Group;

/// <summary>
/// The file <c>replica</c> beside the journal of a group's member: two slots with a checksum each. Each writing replaces one slot durably, then the
/// other: one of them is whole at every moment, and afterwards no single bad block can take back what was promised.
/// </summary>
internal sealed class GroupFile : IDisposable
{
    public const string FileName = "replica";

    /// <summary>Longest view, bytes.</summary>
    public const int ViewBytesMax = SlotLength - GroupControlHeader.Size;

    private const int SlotLength = 16 << 10;
    private const int Slots = 2;

    private readonly Guid _journalId;
    private readonly BlockFile _file;
    private readonly AlignedMemory _slot = new(SlotLength);
    private ulong _version;

    private GroupFile(string directory, Guid journalId, JournalFileSystem files, ulong version, GroupControl control)
    {
        _journalId = journalId;
        _version = version;
        Control = control;
        _file = files.Open(Path.Combine(directory, FileName), DurabilityMode.Fsync);
    }

    /// <summary>What it says.</summary>
    public GroupControl Control { get; private set; }

    /// <summary>Whether a folder holds the journal of a group's member.</summary>
    public static bool Exists(string directory) => File.Exists(Path.Combine(directory, FileName));

    /// <summary>What the file in a folder says; null: there is none.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="journalId">The journal that it must be of; null: any.</param>
    /// <exception cref="JournalDamagedException">It can't be read, or is of another journal.</exception>
    /// <exception cref="JournalException">It was written by a newer version.</exception>
    public static GroupControl? Read(string directory, Guid? journalId) => ReadNewest(directory, journalId)?.Control;

    /// <summary>Makes the file; it is durable under its name, or not there.</summary>
    public static void Create(string directory, Guid journalId, GroupControl control, JournalFileSystem files)
    {
        var content = new byte[Slots * SlotLength];
        for (var slot = 0; slot < Slots; slot++)
        {
            GroupControlHeader.Write(content.AsSpan(slot * SlotLength, SlotLength), journalId, version: 1, control);
        }

        var path = Path.Combine(directory, FileName);
        files.WriteDurably(path + JournalFiles.DraftEnding, content);
        files.Rename(path + JournalFiles.DraftEnding, path);
        files.SyncDirectory(directory);
    }

    /// <summary>Opens the file for writing and writes what it says once more, so that what was read can't be lost later.</summary>
    public static GroupFile Open(string directory, Guid journalId, JournalFileSystem files)
    {
        var (version, control) = ReadNewest(directory, journalId)
            ?? throw new JournalDamagedException(FileName, 0, "the file is missing", JournalFolder.RestoreAdvice);
        var file = new GroupFile(directory, journalId, files, version, control);
        try
        {
            file.Store(control);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Replaces what it says; durable on return.</summary>
    public void Store(GroupControl control)
    {
        _version++;
        GroupControlHeader.Write(_slot.Span, _journalId, _version, control);
        for (var slot = 0; slot < Slots; slot++)
        {
            _file.Write(_slot.Span, slot * SlotLength);
        }

        Control = control;
    }

    public void Dispose()
    {
        _file.Dispose();
        _slot.Dispose();
    }

    private static (ulong Version, GroupControl Control)? ReadNewest(string directory, Guid? journalId)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        (ulong Version, Guid JournalId, GroupControl Control)? newest = null;
        for (var slot = 0; (slot + 1) * SlotLength <= bytes.Length; slot++)
        {
            if (GroupControlHeader.Read(bytes.AsSpan(slot * SlotLength, SlotLength)) is { } found
                && (newest is null || found.Version > newest.Value.Version))
            {
                newest = found;
            }
        }

        var finding = newest switch
        {
            null => "neither slot can be read: which epoch this member has promised to obey isn't known",
            { JournalId: var id } when journalId is { } own && id != own => $"it belongs to journal {id}, not to {own}",
            _ => null,
        };
        return finding is null
            ? (newest!.Value.Version, newest.Value.Control)
            : throw new JournalDamagedException(FileName, 0, finding, JournalFolder.RestoreAdvice);
    }
}
