namespace TpWallet.Messages;

/// <summary>The currencies that the ledger knows, with their ledger exponents (digits after the decimal point, 0 to 9).</summary>
public static class Currencies
{
    /// <summary>All currencies of the ledger.</summary>
    public static ReadOnlySpan<Currency> All => Known;

    private static readonly Currency[] Known = [.. Enum.GetValues<Currency>().Where(currency => currency != Currency.None)];

    /// <summary>Whether the ledger keeps this currency.</summary>
    public static bool IsKnown(Currency currency) => Exponent(currency) >= 0;

    /// <summary>Digits after the decimal point in the ledger, 0 to 9, or -1 for a number that is no known currency.</summary>
    public static int Exponent(Currency currency) => currency switch
    {
        Currency.JPY or Currency.KRW => 0,
        Currency.AUD or Currency.CAD or Currency.CNY or Currency.HKD or Currency.INR or Currency.MXN or Currency.NOK or Currency.SGD
            or Currency.SEK or Currency.CHF or Currency.THB or Currency.GBP or Currency.USD or Currency.EUR or Currency.PLN or Currency.BRL => 2,
        Currency.BHD or Currency.KWD => 3,
        Currency.USDC or Currency.USDT => 6,
        Currency.ETH => 9,
        _ => -1,
    };

    /// <summary>Reads a three- or four-letter code, upper or lower case.</summary>
    public static bool TryParse(string? code, out Currency currency)
    {
        foreach (var known in Known)
        {
            if (string.Equals(known.ToString(), code, StringComparison.OrdinalIgnoreCase))
            {
                currency = known;
                return true;
            }
        }

        currency = Currency.None;
        return false;
    }
}
