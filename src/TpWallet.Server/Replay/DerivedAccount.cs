using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TpWallet.Messages;

namespace TpWallet.Server.Replay;

/// <summary>
/// An account number that is computed from a name, so that the same card or merchant has the same account in every run:
/// the first eight bytes of SHA-256 over <c>kind|id|currency</c>, most significant first. The next eight bytes tell two names apart
/// whose numbers collide.
/// </summary>
internal readonly record struct DerivedAccount(ulong Number, ulong Check)
{
    /// <summary>Longest id of a card or merchant, bytes.</summary>
    public const int IdBytesMax = 128;

    /// <summary>The account that pays for a card.</summary>
    public static DerivedAccount OfCard(ReadOnlySpan<byte> id, Currency currency) => Of("card|"u8, id, currency);

    /// <summary>The account that receives a merchant's payments.</summary>
    public static DerivedAccount OfMerchant(ReadOnlySpan<byte> id, Currency currency) => Of("merchant|"u8, id, currency);

    /// <summary>The account through which money enters in a currency, one for each participant.</summary>
    public static DerivedAccount OfClearing(uint participant, Currency currency) =>
        Of("clearing|"u8, Encoding.ASCII.GetBytes($"{participant}"), currency);

    private static DerivedAccount Of(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> id, Currency currency)
    {
        Span<byte> name = stackalloc byte[kind.Length + id.Length + 8];
        kind.CopyTo(name);
        id.CopyTo(name[kind.Length..]);
        var length = kind.Length + id.Length;
        name[length++] = (byte)'|';
        length += Encoding.ASCII.GetBytes(currency.ToString(), name[length..]);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name[..length], hash);
        return new DerivedAccount(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }
}
