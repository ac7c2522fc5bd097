using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TpWallet.Messages;

/// <summary>Between a person's notation of an amount ("12.34") and integer minor units. No floating point is involved.</summary>
public static class MinorUnits
{
    /// <summary>Reads digits with an optional point and at most the currency's number of decimals. No sign, no grouping, no exponent.</summary>
    /// <returns>False with the reason when the text is not such an amount or doesn't fit 64 bits.</returns>
    public static bool TryParse(string text, Currency currency, out long amount, [NotNullWhen(false)] out string? error)
    {
        amount = 0;
        var exponent = Currencies.Exponent(currency);
        if (exponent < 0)
        {
            error = $"currency {(ushort)currency} is not known";
            return false;
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var decimals = point < 0 ? "" : text[(point + 1)..];
        if (whole.Length == 0 || (point >= 0 && decimals.Length == 0) || !IsDigits(whole) || !IsDigits(decimals))
        {
            error = $"'{text}' is not an amount: write digits with an optional point, such as 12.34";
            return false;
        }

        if (decimals.Length > exponent)
        {
            error = $"'{text}' has more decimals than {currency} has: {exponent}";
            return false;
        }

        if (!long.TryParse(whole + decimals.PadRight(exponent, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out amount))
        {
            error = $"'{text}' is larger than a ledger amount can be";
            return false;
        }

        error = null;
        return true;
    }

    /// <summary>Writes minor units with the currency's decimals, a leading minus when negative, and no grouping.</summary>
    public static string Format(long amount, Currency currency)
    {
        var exponent = Math.Max(0, Currencies.Exponent(currency));
        var magnitude = amount < 0 ? 0UL - (ulong)amount : (ulong)amount;
        var digits = magnitude.ToString(CultureInfo.InvariantCulture).PadLeft(exponent + 1, '0');
        var text = exponent == 0 ? digits : $"{digits[..^exponent]}.{digits[^exponent..]}";
        return amount < 0 ? "-" + text : text;
    }

    private static bool IsDigits(string text) => text.All(char.IsAsciiDigit);
}
