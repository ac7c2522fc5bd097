using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace TpWallet.Gateway.Rest.Keys;

/// <summary>
/// Recognises keys. The file is looked at again when it is used, at most once in <see cref="LookInterval"/>: a key that is revoked ceases to
/// work within that time. A file that can't be read opens to nobody. Any thread.
/// </summary>
internal sealed class ApiKeyRing
{
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private const string Scheme = "Bearer ";
    private static readonly Entry Nobody = new(null, new byte[ApiKeySecret.SaltBytes], new byte[ApiKeySecret.HashBytes]);

    private readonly ApiKeyFile _file;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile FrozenDictionary<string, Entry> _entries = FrozenDictionary<string, Entry>.Empty;
    private (DateTime, long) _stamp;
    private long _lookedAt;

    public ApiKeyRing(ApiKeyFile file, TimeProvider time, ILogger logger)
    {
        _file = file;
        _time = time;
        _logger = logger;
        _lookedAt = time.GetTimestamp();
        Load(StampOf());
    }

    /// <summary>The key behind an Authorization header. False when it is none, unknown or revoked.</summary>
    public bool TryAuthenticate(string? authorization, [NotNullWhen(true)] out ApiKey? key)
    {
        LookAgain();
        key = null;
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true)
        {
            return false;
        }

        Span<byte> secret = stackalloc byte[ApiKeySecret.SecretBytes];
        if (!ApiKeySecret.TryRead(authorization, Scheme.Length, out var id, secret))
        {
            return false;
        }

        // An unknown id takes as long as a wrong secret.
        var entry = _entries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(id, out var known) ? known : Nobody;
        Span<byte> hash = stackalloc byte[ApiKeySecret.HashBytes];
        ApiKeySecret.Hash(entry.Salt, secret, hash);
        key = CryptographicOperations.FixedTimeEquals(hash, entry.Hash) ? entry.Key : null;
        return key is not null;
    }

    private void LookAgain()
    {
        var lookedAt = Interlocked.Read(ref _lookedAt);
        var now = _time.GetTimestamp();
        if (_time.GetElapsedTime(lookedAt, now) < LookInterval || Interlocked.CompareExchange(ref _lookedAt, now, lookedAt) != lookedAt)
        {
            return;
        }

        var stamp = StampOf();
        if (stamp != _stamp)
        {
            Load(stamp);
        }
    }

    private void Load((DateTime, long) stamp)
    {
        try
        {
            _entries = _file.Read().Where(static key => key.Revoked is null).ToFrozenDictionary(static key => key.Id, static key =>
                new Entry(key, Convert.FromHexString(key.Salt), Convert.FromHexString(key.Hash)));
            _stamp = stamp;
        }
        catch (ApiKeyFileException exception)
        {
            _entries = FrozenDictionary<string, Entry>.Empty;
            _stamp = default;
            _logger.LogError("No key is accepted: {Reason}", exception.Message);
        }
    }

    /// <summary>Every change is another file with another time or length.</summary>
    private (DateTime, long) StampOf()
    {
        var file = new FileInfo(_file.Path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : (DateTime.UnixEpoch, 0);
    }

    private sealed record Entry(ApiKey? Key, byte[] Salt, byte[] Hash);
}
