using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal;

/// <summary>
/// The file <c>released</c>, 128 bytes: where the journal begins since its oldest segments were released. It is durable before the first of
/// them goes, so a segment that is missing behind it is damage and one that is left before it is removed at the next opening.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct ReleaseRecord
{
    public const int Size = 128;
    public const string FileName = "released";
    public const ulong ExpectedMagic = 0x314C_4552_5F57_5054; // "TPW_REL1"
    public const uint CurrentFormatVersion = 1;
    private const int ChecksumOffset = 124;

    [FieldOffset(0)] public ulong Magic;
    [FieldOffset(8)] public uint FormatVersion;

    /// <summary>Number of the first segment that is still needed.</summary>
    [FieldOffset(12)] public uint FirstNumber;

    [FieldOffset(16)] public Guid JournalId;

    /// <summary>Sequence of the last command released.</summary>
    [FieldOffset(32)] public ulong LastSequence;

    /// <summary>Hash of its batch, to which the first batch still there is chained.</summary>
    [FieldOffset(40)] public Hash256 LastHash;

    [FieldOffset(ChecksumOffset)] public uint Checksum;

    public static ReleaseRecord Of(Guid journalId, uint firstNumber, ulong lastSequence, in Hash256 lastHash)
    {
        var record = new ReleaseRecord
        {
            Magic = ExpectedMagic,
            FormatVersion = CurrentFormatVersion,
            FirstNumber = firstNumber,
            JournalId = journalId,
            LastSequence = lastSequence,
            LastHash = lastHash,
        };
        record.Checksum = record.ComputeChecksum();
        return record;
    }

    /// <summary>The record in a folder; null: nothing was released.</summary>
    /// <exception cref="JournalDamagedException">It can't be read.</exception>
    /// <exception cref="JournalException">It was written by a newer version.</exception>
    public static ReleaseRecord? Read(string directory, Guid journalId)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        var finding = File.ReadAllBytes(path) is { Length: Size } bytes ? Check(bytes, journalId, out var record) : Unreadable(out record);
        return finding is null ? record : throw new JournalDamagedException(FileName, 0, finding, JournalFolder.RestoreAdvice);
    }

    /// <summary>Replaces the record of a folder; durable on return.</summary>
    public static void Write(string directory, ReleaseRecord record, JournalFileSystem files)
    {
        var path = Path.Combine(directory, FileName);
        files.WriteDurably(path + JournalFiles.DraftEnding, MemoryMarshal.AsBytes(new ReadOnlySpan<ReleaseRecord>(in record)));
        files.Rename(path + JournalFiles.DraftEnding, path);
        files.SyncDirectory(directory);
    }

    private static string? Check(ReadOnlySpan<byte> bytes, Guid journalId, out ReleaseRecord record)
    {
        record = MemoryMarshal.Read<ReleaseRecord>(bytes);
        return record switch
        {
            _ when record.Magic != ExpectedMagic || record.Checksum != record.ComputeChecksum() => Unreadable(out record),
            { FormatVersion: > CurrentFormatVersion } => throw new JournalException($"{FileName} has format version {record.FormatVersion}, "
                + $"newer than {CurrentFormatVersion}: {JournalFolder.NewerFormatAdvice}"),
            _ when record.JournalId != journalId => $"the record of what was released belongs to journal {record.JournalId}, not to {journalId}",
            _ => null,
        };
    }

    private static string Unreadable(out ReleaseRecord record)
    {
        record = default;
        return "the record of what was released can't be read";
    }

    private readonly uint ComputeChecksum() => Crc32C.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<ReleaseRecord>(in this))[..ChecksumOffset]);
}
