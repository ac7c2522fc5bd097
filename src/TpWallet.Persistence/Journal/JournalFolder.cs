using System.Globalization;
using System.Text;
using System.Text.Json;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal;

/// <summary>
/// The folder of a journal: who holds it (<c>lock</c>), what is in it (<c>journal.json</c>). The description is written last when a
/// journal is made: where it is, the first segment and the mark were durable before.
/// </summary>
internal sealed class JournalFolder : IDisposable
{
    public const string DescriptionFile = "journal.json";
    public const string LockFile = "lock";
    public const string RestoreAdvice = "Keep the folder as it is and restore it from a standby or a backup.";
    public const string NewerFormatAdvice = "use the version that wrote it, or a newer one.";
    private const int FormatVersion = 1;

    private readonly FileStream? _lock;

    private JournalFolder(string path, FileStream? folderLock)
    {
        Path = path;
        _lock = folderLock;
    }

    public string Path { get; }

    /// <summary>Takes the folder for writing, making it when missing.</summary>
    public static JournalFolder Own(string directory, JournalFileSystem files)
    {
        var path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(directory));
        files.MakeDirectory(path);
        return new JournalFolder(path, TakeLock(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
    }

    /// <summary>Takes an existing folder for reading; nothing is made or altered.</summary>
    public static JournalFolder Share(string directory)
    {
        var path = System.IO.Path.GetFullPath(directory);
        if (!Directory.Exists(path))
        {
            throw new JournalException($"There is no journal in {path}: no such folder.");
        }

        var hasLock = File.Exists(System.IO.Path.Combine(path, LockFile));
        return new JournalFolder(path, hasLock ? TakeLock(path, FileMode.Open, FileAccess.Read, FileShare.Read) : null);
    }

    /// <summary>The description, or null when there is none.</summary>
    public JournalDescription? ReadDescription()
    {
        var file = System.IO.Path.Combine(Path, DescriptionFile);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var version = json.RootElement.GetProperty("formatVersion").GetInt32();
            if (version > FormatVersion)
            {
                throw new JournalException($"The journal in {Path} has format version {version}, newer than {FormatVersion}: "
                    + NewerFormatAdvice);
            }

            var description = new JournalDescription(
                json.RootElement.GetProperty("id").GetGuid(),
                Enum.Parse<JournalKind>(json.RootElement.GetProperty("kind").GetString() ?? ""),
                json.RootElement.GetProperty("pageBits").GetInt32(),
                json.RootElement.GetProperty("segmentBits").GetInt32());
            if (json.RootElement.GetProperty("checksum").GetString() == ChecksumOf(description))
            {
                return description;
            }

            throw new FormatException("its checksum doesn't match its content");
        }
        catch (Exception reason) when (
            reason is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new JournalDamagedException(DescriptionFile, 0, $"the description of the journal can't be read ({reason.Message})", RestoreAdvice);
        }
    }

    /// <summary>The description of a journal that must be there.</summary>
    public JournalDescription RequireDescription()
    {
        if (ReadDescription() is { } description)
        {
            return description;
        }

        RefuseContent();
        throw new JournalException($"There is no journal in {Path}.");
    }

    /// <summary>Refuses to make a journal where the description is missing but something of a journal is there.</summary>
    public void RefuseContent()
    {
        var found = MarkFile.Read(Path, journalId: null) is { LastSequence: > 0 } mark
            ? $"the mark says that sequence {mark.LastSequence} was acknowledged"
            : Group.GroupFile.Read(Path, journalId: null) is { AcceptedEpoch: > 0 } control
                ? $"the file {Group.GroupFile.FileName} says that epoch {control.AcceptedEpoch} was promised"
            : Segments.SegmentFiles.FindContent(Path) ?? Faster.FasterFiles.FindContent(Path);
        if (found is not null)
        {
            throw new JournalDamagedException(DescriptionFile, 0, $"the description of the journal is missing, but {found}", RestoreAdvice);
        }
    }

    /// <summary>Writes the description of a new journal; it is durable and whole, or absent.</summary>
    public void WriteDescription(JournalDescription description, JournalFileSystem files)
    {
        var target = System.IO.Path.Combine(Path, DescriptionFile);
        var draft = target + ".new";
        using (var stream = new FileStream(draft, FileMode.Create))
        {
            using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            {
                json.WriteStartObject();
                json.WriteNumber("formatVersion", FormatVersion);
                json.WriteString("id", description.Id);
                json.WriteString("kind", description.Kind.ToString());
                json.WriteNumber("pageBits", description.PageBits);
                json.WriteNumber("segmentBits", description.SegmentBits);
                json.WriteString("checksum", ChecksumOf(description));
                json.WriteEndObject();
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, target, overwrite: true);
        files.SyncDirectory(Path);
    }

    public void Dispose() => _lock?.Dispose();

    private static FileStream TakeLock(string path, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, LockFile), mode, access, share);
        }
        catch (IOException reason)
        {
            throw new JournalException($"The journal in {path} is in use by another process, or its lock can't be taken: {reason.Message}", reason);
        }
    }

    private static string ChecksumOf(JournalDescription description) =>
        Crc32C.Of(Encoding.UTF8.GetBytes($"{FormatVersion}|{description}")).ToString("x8", CultureInfo.InvariantCulture);
}
