using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TpWallet.Persistence;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Backups;

/// <summary>The file <c>backup.json</c>.</summary>
internal static class BackupManifestFile
{
    /// <summary>Its name.</summary>
    public const string Name = "backup.json";

    private static readonly JsonSerializerOptions Options = new(CommandContext.JsonOptions) { WriteIndented = true };

    /// <summary>Writes the manifest of a folder, durably and whole.</summary>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public static void Write(string directory, BackupManifest manifest) => DurableFiles.Replace(
        Path.Combine(directory, Name), JsonSerializer.SerializeToUtf8Bytes(manifest with { Sha256 = HashOf(manifest) }, Options));

    /// <summary>Reads the manifest of a folder.</summary>
    /// <exception cref="BackupDamagedException">It is missing, altered, or of a newer version.</exception>
    public static BackupManifest Read(string directory)
    {
        var path = Path.Combine(directory, Name);
        if (!File.Exists(path))
        {
            throw new BackupDamagedException(Name, $"it is missing in {directory}: that is no backup, or one that was not completed");
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var version = document.RootElement.GetProperty("format_version").GetInt32();
            if (version > BackupManifest.CurrentFormatVersion)
            {
                throw new BackupDamagedException(Name, $"it has format version {version}, newer than {BackupManifest.CurrentFormatVersion}: restore "
                    + "it with the version that wrote it, or a newer one");
            }

            var manifest = document.RootElement.Deserialize<BackupManifest>(Options)!;
            return manifest.Sha256 == HashOf(manifest)
                ? manifest
                : throw new BackupDamagedException(Name, "its content was altered: its own SHA-256 doesn't match");
        }
        catch (Exception exception) when (
            exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw new BackupDamagedException(Name, $"it can't be read ({exception.Message})", exception);
        }
    }

    private static string HashOf(BackupManifest manifest) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(manifest with { Sha256 = "" }, Options))));
}
