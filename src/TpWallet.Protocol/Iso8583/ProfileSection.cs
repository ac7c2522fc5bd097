using System.Text;
using System.Text.Json;

namespace TpWallet.Protocol.Iso8583;

/// <summary>A JSON object of a profile and its place in it. Every refusal names the place; a key that nobody asked for is refused.</summary>
internal sealed class ProfileSection
{
    private readonly JsonElement _element;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public ProfileSection(JsonElement element, string place)
    {
        _element = element;
        Place = place;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("", "must be an object");
        }
    }

    public string Place { get; }

    public IEnumerable<string> Keys => _element.EnumerateObject().Select(static property => property.Name);

    public IsoProfileException Wrong(string key, string what)
    {
        var place = string.Join('.', new[] { Place, key }.Where(static part => part.Length > 0));
        return new IsoProfileException(place.Length == 0 ? what : $"{place}: {what}");
    }

    public ProfileSection Section(string key) => new(Element(key), Place.Length == 0 ? key : $"{Place}.{key}");

    public ProfileSection? OptionalSection(string key) => Has(key) ? Section(key) : null;

    public bool Has(string key)
    {
        _asked.Add(key);
        return _element.TryGetProperty(key, out _);
    }

    public string Text(string key)
    {
        var element = Element(key);
        return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Wrong(key, "must be a string");
    }

    public string Text(string key, string standard) => Has(key) ? Text(key) : standard;

    public bool Flag(string key)
    {
        var element = Element(key);
        return element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : throw Wrong(key, "must be true or false");
    }

    public int Number(string key, int least, int most)
    {
        var element = Element(key);
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) && value >= least && value <= most
            ? value : throw Wrong(key, $"must be a whole number from {least} to {most}");
    }

    public int[] Numbers(string key, int least, int most) => [.. List(key).Select(item =>
        item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var value) && value >= least && value <= most
            ? value : throw Wrong(key, $"must hold whole numbers from {least} to {most}"))];

    public string[] Texts(string key) => [.. List(key).Select(item =>
        item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(key, "must hold strings"))];

    public T Choice<T>(string key, T? standard = null) where T : struct, Enum
    {
        if (!Has(key) && standard is { } value)
        {
            return value;
        }

        var text = Text(key);
        return ProfileNames.TryParse<T>(text, out var choice) ? choice
            : throw Wrong(key, $"'{text}' is not one of {string.Join(", ", ProfileNames.Of<T>())}");
    }

    /// <summary>Bytes written as hexadecimal digits.</summary>
    public byte[] Hex(string key, int bytesMax)
    {
        var text = Text(key, "");
        var bytes = new byte[text.Length / 2];
        return text.Length % 2 == 0 && bytes.Length <= bytesMax && WireText.TryReadHex(Encoding.Latin1.GetBytes(text), bytes, WireEncoding.Ascii)
            ? bytes : throw Wrong(key, $"must be at most {bytesMax} bytes as hexadecimal digits");
    }

    /// <summary>Refuses every key that was not asked for.</summary>
    public void RefuseOthers()
    {
        if (Keys.FirstOrDefault(key => !_asked.Contains(key)) is { } unknown)
        {
            throw Wrong(unknown, $"not known here; known: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}");
        }
    }

    private JsonElement.ArrayEnumerator List(string key)
    {
        var element = Element(key);
        return element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : throw Wrong(key, "must be a list");
    }

    private JsonElement Element(string key)
    {
        _asked.Add(key);
        return _element.TryGetProperty(key, out var element) ? element : throw Wrong(key, "is missing");
    }
}
