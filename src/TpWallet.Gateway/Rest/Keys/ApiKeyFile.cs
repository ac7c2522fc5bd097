using System.Text.Json;
using System.Text.Json.Serialization;

namespace TpWallet.Gateway.Rest.Keys;

/// <summary>
/// The file of all keys. It is replaced whole, by a rename, and readable by its owner alone; one writer at a time.
/// </summary>
public sealed class ApiKeyFile
{
    /// <summary>Its name in a switch's data folder.</summary>
    public const string Name = "keys.json";

    /// <summary>The most keys that it holds, revoked ones included.</summary>
    public const int KeysMax = 10_000;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private readonly TimeProvider _time;

    /// <summary>Names the file; it need not exist.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="time">The clock of creation and revocation; the machine's if null.</param>
    public ApiKeyFile(string path, TimeProvider? time = null)
    {
        Path = path;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>All keys in the order in which they were made; none when there is no file.</summary>
    /// <exception cref="ApiKeyFileException">The file is damaged or can't be read.</exception>
    public IReadOnlyList<ApiKey> Read()
    {
        try
        {
            var keys = JsonSerializer.Deserialize<List<ApiKey>>(File.ReadAllBytes(Path), Json) ?? throw new JsonException("no list of keys");
            foreach (var key in keys)
            {
                Check(key);
            }

            return keys;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ApiKeyFileException($"{Path} can't be read as a list of keys: {exception.Message}", exception);
        }
    }

    /// <summary>Makes a key and keeps it.</summary>
    /// <returns>Its text, which can't be had again, and what is kept.</returns>
    /// <exception cref="ApiKeyFileException">The file is damaged, full or can't be written.</exception>
    /// <exception cref="ArgumentException">An acquirer without participant, or an operator with one.</exception>
    public (string Text, ApiKey Key) Create(ApiKeyRole role, uint participant, string label)
    {
        if (!MaySpeakFor(role, participant))
        {
            throw new ArgumentException("An acquirer's key names its participant; an operator's names none.", nameof(participant));
        }

        var made = ApiKeySecret.Create(role, participant, label, _time.GetUtcNow());
        Change(keys => keys.Count < KeysMax
            ? [.. keys, made.Key]
            : throw new ApiKeyFileException($"{Path} holds {KeysMax} keys, which is all it may"));
        return made;
    }

    /// <summary>Ends a key's validity, for good.</summary>
    /// <returns>False when there is no such key, or it was revoked before.</returns>
    /// <exception cref="ApiKeyFileException">The file is damaged or can't be written.</exception>
    public bool Revoke(string id)
    {
        var found = false;
        Change(keys =>
        {
            found = keys.Any(key => key.Id == id && key.Revoked is null);
            return [.. keys.Select(key => key.Id == id && key.Revoked is null ? key with { Revoked = _time.GetUtcNow() } : key)];
        });
        return found;
    }

    /// <summary>Whether a key of this role may name this participant; 0: none.</summary>
    public static bool MaySpeakFor(ApiKeyRole role, uint participant) => role switch
    {
        ApiKeyRole.Acquirer => participant != 0,
        ApiKeyRole.Operator => participant == 0,
        ApiKeyRole.ReadOnly => true,
    };

    private static void Check(ApiKey key)
    {
        if (Convert.FromHexString(key.Salt).Length != ApiKeySecret.SaltBytes || Convert.FromHexString(key.Hash).Length != ApiKeySecret.HashBytes
            || key.Id.Length != ApiKeySecret.IdLength || !Enum.IsDefined(key.Role) || !MaySpeakFor(key.Role, key.Participant))
        {
            throw new FormatException($"key '{key.Id}' is not complete");
        }
    }

    private void Change(Func<IReadOnlyList<ApiKey>, IReadOnlyList<ApiKey>> change)
    {
        try
        {
            using var writers = OpenOwn($"{Path}.lock");
            var keys = change(Read());
            var temporary = $"{Path}.new";
            File.Delete(temporary); // one that a crash left behind could have another mode
            using (var stream = OpenOwn(temporary))
            {
                JsonSerializer.Serialize(stream, keys, Json);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, Path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ApiKeyFileException($"{Path} can't be changed: {exception.Message}", exception);
        }
    }

    private static FileStream OpenOwn(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }
}
