using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TpWallet.Gateway.Iso8583;

/// <summary>
/// The 64-bit token that stands for a card in the switch: the first eight bytes of HMAC-SHA-256 over the digits of its number, under a key that
/// the switch's operator keeps. Two cards with one token can't be told apart, so the second can't be bound to another wallet.
/// </summary>
public static class InstrumentToken
{
    /// <summary>The shortest key, bytes.</summary>
    public const int KeyBytesMin = 16;

    /// <summary>The longest key, bytes.</summary>
    public const int KeyBytesMax = 64;

    /// <summary>The token of a card; never 0. Hot path: allocates nothing.</summary>
    /// <param name="key">The key.</param>
    /// <param name="digits">The card number, ASCII digits.</param>
    public static ulong Of(ReadOnlySpan<byte> key, ReadOnlySpan<byte> digits)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, digits, hash);
        return Math.Max(1, BinaryPrimitives.ReadUInt64BigEndian(hash));
    }
}
