using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace TpWallet.Gateway.Rest.Keys;

/// <summary>
/// The text of a key: <c>tpw_</c>, its id, <c>_</c>, and 256 random bits, all hexadecimal. It is shown once, when it is made.
/// </summary>
/// <remarks>
/// Slow hashes such as PBKDF2 make guessing expensive where people choose secrets. Here the secret is 256 random bits: no number of guesses
/// reaches it, so one SHA-256 with a salt protects the file as well, and costs a request less than a microsecond.
/// </remarks>
internal static class ApiKeySecret
{
    public const string Prefix = "tpw_";
    public const int IdLength = 10;
    public const int SecretBytes = 32;
    public const int SaltBytes = 16;
    public const int HashBytes = SHA256.HashSizeInBytes;

    private const int Length = 4 + IdLength + 1 + (2 * SecretBytes);

    /// <summary>Makes a key.</summary>
    /// <returns>Its text, to be shown once and kept nowhere, and what is kept.</returns>
    public static (string Text, ApiKey Key) Create(ApiKeyRole role, uint participant, string label, DateTimeOffset now)
    {
        Span<byte> secret = stackalloc byte[SecretBytes];
        Span<byte> salt = stackalloc byte[SaltBytes];
        Span<byte> hash = stackalloc byte[HashBytes];
        RandomNumberGenerator.Fill(secret);
        RandomNumberGenerator.Fill(salt);
        Hash(salt, secret, hash);
        var id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
        var key = new ApiKey
        {
            Id = id,
            Role = role,
            Participant = participant,
            Label = label,
            Created = now,
            Salt = Convert.ToHexStringLower(salt),
            Hash = Convert.ToHexStringLower(hash),
        };
        return ($"{Prefix}{id}_{Convert.ToHexStringLower(secret)}", key);
    }

    /// <summary>Takes a key's text apart. False when it can't be one.</summary>
    public static bool TryRead([NotNullWhen(true)] string? text, int start, out ReadOnlySpan<char> id, Span<byte> secret)
    {
        id = default;
        if (text is null || text.Length - start != Length || string.CompareOrdinal(text, start, Prefix, 0, Prefix.Length) != 0
            || text[start + Prefix.Length + IdLength] != '_')
        {
            return false;
        }

        id = text.AsSpan(start + Prefix.Length, IdLength);
        return Convert.FromHexString(text.AsSpan(start + Prefix.Length + IdLength + 1), secret, out _, out var written)
            == System.Buffers.OperationStatus.Done && written == SecretBytes;
    }

    public static void Hash(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> secret, Span<byte> hash)
    {
        Span<byte> salted = stackalloc byte[SaltBytes + SecretBytes];
        salt.CopyTo(salted);
        secret.CopyTo(salted[SaltBytes..]);
        SHA256.HashData(salted, hash);
    }
}
