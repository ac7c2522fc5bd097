using System.Buffers.Text;
using System.Text;

namespace TpWallet.Server.Replay;

/// <summary>Merchant category codes by number, or by the name of a category that simulated data sets use.</summary>
internal static class MerchantCategories
{
    /// <summary>Each name with the code of ISO 18245 that describes such merchants best.</summary>
    private static readonly Dictionary<string, ushort> CodesByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["entertainment"] = 7922,  // theatrical producers and ticket agencies
        ["food_dining"] = 5812,    // eating places and restaurants
        ["gas_transport"] = 5541,  // service stations
        ["grocery_net"] = 5499,    // miscellaneous food stores
        ["grocery_pos"] = 5411,    // grocery stores and supermarkets
        ["health_fitness"] = 7997, // membership clubs: sports, recreation, athletic
        ["home"] = 5200,           // home supply warehouses
        ["kids_pets"] = 5945,      // hobby, toy and game shops
        ["misc_net"] = 5964,       // direct marketing: catalogue merchants
        ["misc_pos"] = 5999,       // miscellaneous and speciality retail
        ["personal_care"] = 7298,  // health and beauty spas
        ["shopping_net"] = 5969,   // direct marketing: other
        ["shopping_pos"] = 5311,   // department stores
        ["travel"] = 4722,         // travel agencies and tour operators
    };

    private static readonly Dictionary<string, ushort>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        CodesByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The names that are known.</summary>
    public static IReadOnlyCollection<string> Names => CodesByName.Keys;

    /// <summary>Reads a number of one to four digits or a known name; an empty field is 0, unknown.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ushort code)
    {
        code = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text.Length <= 4 && Utf8Parser.TryParse(text, out code, out var consumed) && consumed == text.Length)
        {
            return true;
        }

        Span<char> name = stackalloc char[32];
        return text.Length <= name.Length
            && Encoding.ASCII.TryGetChars(text, name, out var length)
            && Lookup.TryGetValue(name[..length], out code);
    }
}
