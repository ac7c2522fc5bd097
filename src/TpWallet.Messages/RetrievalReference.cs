namespace TpWallet.Messages;

/// <summary>
/// The retrieval reference number (ISO 8583 DE 37, an12) packed into 64 bits: base 36 (0-9, A-Z), most significant character first.
/// 36^12 is below 2^63, so every reference fits.
/// </summary>
public static class RetrievalReference
{
    /// <summary>Characters in a reference.</summary>
    public const int Length = 12;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>Packs up to 12 characters 0-9 and A-Z (lower case is read as upper); shorter text counts as padded with zeros on the left.</summary>
    public static bool TryPack(ReadOnlySpan<char> text, out ulong packed)
    {
        packed = 0;
        if (text.Length > Length)
        {
            return false;
        }

        foreach (var character in text)
        {
            var digit = Digits.IndexOf(char.ToUpperInvariant(character), StringComparison.Ordinal);
            if (digit < 0)
            {
                packed = 0;
                return false;
            }

            packed = packed * 36 + (ulong)digit;
        }

        return true;
    }

    /// <summary>The 12 characters of a packed reference.</summary>
    public static string Unpack(ulong packed) => string.Create(Length, packed, static (span, value) =>
    {
        for (var index = span.Length - 1; index >= 0; index--)
        {
            span[index] = Digits[(int)(value % 36)];
            value /= 36;
        }
    });
}
