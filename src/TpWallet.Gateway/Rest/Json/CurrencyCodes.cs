using System.Text;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest.Json;

/// <summary>The codes of the ledger's currencies as they stand in JSON.</summary>
internal static class CurrencyCodes
{
    private static readonly string[] Names = NamesByNumber();

    public static (byte[] Code, Currency Currency)[] All { get; } =
        [.. Currencies.All.ToArray().Select(static currency => (Encoding.ASCII.GetBytes($"{currency}"), currency))];

    /// <summary>The code, or an empty text for none.</summary>
    public static string Of(Currency currency) => (int)currency < Names.Length ? Names[(int)currency] : "";

    private static string[] NamesByNumber()
    {
        var names = Enumerable.Repeat("", Currencies.All.ToArray().Max(static currency => (int)currency) + 1).ToArray();
        foreach (var currency in Currencies.All)
        {
            names[(int)currency] = $"{currency}";
        }

        return names;
    }
}
