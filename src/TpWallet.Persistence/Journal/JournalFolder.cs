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
    private const int FormatVersion = 1;

    private readonly FileStream? _lock;

    private JournalFolder(string path, FileStream? folderLock)
    {
        Path = path;
        _lock = folderLock;
    }

    public string Path { get; }

    /// <summary>Takes the folder for writing, making it when missing.</summary>
    public static JournalFolder Own(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = System.IO.Path.GetFullPath(directory);
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
    public (Guid Id, JournalKind Kind)? ReadDescription()
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
                throw new JournalException($"The journal in {Path} has format version {version}, newer than {FormatVersion}: use the version that wrote it, or a newer one.");
            }

            var id = json.RootElement.GetProperty("id").GetGuid();
            var kind = json.RootElement.GetProperty("kind").GetString() ?? "";
            if (json.RootElement.GetProperty("checksum").GetString() == ChecksumOf(version, id, kind) && Enum.TryParse<JournalKind>(kind, out var known))
            {
                return (id, known);
            }

            throw new FormatException("its checksum doesn't match its content");
        }
        catch (Exception reason) when (reason is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JournalDamagedException(DescriptionFile, 0, $"the description of the journal can't be read ({reason.Message})", RestoreAdvice);
        }
    }

    /// <summary>Writes the description of a new journal; it is durable and whole, or absent.</summary>
    public void WriteDescription(Guid id, JournalKind kind, JournalFileSystem files)
    {
        var target = System.IO.Path.Combine(Path, DescriptionFile);
        var draft = target + ".new";
        using (var stream = new FileStream(draft, FileMode.Create))
        {
            using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            {
                json.WriteStartObject();
                json.WriteNumber("formatVersion", FormatVersion);
                json.WriteString("kind", kind.ToString());
                json.WriteString("id", id);
                json.WriteString("checksum", ChecksumOf(FormatVersion, id, kind.ToString()));
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

    private static string ChecksumOf(int version, Guid id, string kind) =>
        Crc32C.Of(Encoding.UTF8.GetBytes($"{version}|{kind}|{id:D}")).ToString("x8", CultureInfo.InvariantCulture);
}
