using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest.Json;

/// <summary>Reads the value of one field from JSON or from a path. Says precisely what is expected, and never repeats what was sent.</summary>
internal static class FieldReader
{
    // A UUID of which every character is escaped.
    private const int TextBytesMax = 216;
    private static readonly DateOnly FirstDate = new(2000, 1, 1);

    /// <summary>Reads the value that the reader stands at.</summary>
    public static bool TryRead(ref Utf8JsonReader json, RestField field, out FieldValue value)
    {
        value = default;
        switch (field.Type)
        {
            case FieldType.Integer:
                return json.TokenType == JsonTokenType.Number && json.TryGetUInt64(out var number) && TryRange(field, number, out value);
            case FieldType.Boolean:
                value = new FieldValue(json.TokenType == JsonTokenType.True ? 1u : 0u);
                return json.TokenType is JsonTokenType.True or JsonTokenType.False;
            default:
                if (json.TokenType != JsonTokenType.String
                    || (json.HasValueSequence ? json.ValueSequence.Length : json.ValueSpan.Length) > TextBytesMax)
                {
                    return false;
                }

                Span<byte> text = stackalloc byte[TextBytesMax];
                return TryReadText(text[..json.CopyString(text)], field, out value);
        }
    }

    /// <summary>Reads a value from a path.</summary>
    public static bool TryRead(string? text, RestField field, out FieldValue value)
    {
        value = default;
        if (text is null)
        {
            return false;
        }

        if (field.Type == FieldType.Integer)
        {
            return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && TryRange(field, number, out value);
        }

        Span<byte> utf8 = stackalloc byte[TextBytesMax];
        return Encoding.UTF8.TryGetBytes(text, utf8, out var length) && TryReadText(utf8[..length], field, out value);
    }

    /// <summary>What is expected, such as "amount must be an integer from 1 to 1000000000000000000".</summary>
    public static string Expectation(RestField field) => field.Name + " must be " + field.Type switch
    {
        FieldType.Integer => $"an integer from {field.Minimum} to {field.Maximum}",
        FieldType.Boolean => "true or false",
        FieldType.Uuid => "a UUID in its usual form, not all zero",
        FieldType.Currency => "the code of a currency of this switch, such as USD",
        FieldType.Choice => $"one of {string.Join(", ", field.Choices)}",
        FieldType.RetrievalReference => "1 to 12 characters 0-9 or A-Z",
        FieldType.Terminal => "1 to 8 printable ASCII characters",
        FieldType.Date => "a date from 2000-01-02 on, such as 2026-11-22",
    };

    private static bool TryRange(RestField field, ulong number, out FieldValue value)
    {
        value = new FieldValue(number);
        return number >= field.Minimum && number <= field.Maximum;
    }

    private static bool TryReadText(ReadOnlySpan<byte> text, RestField field, out FieldValue value)
    {
        value = default;
        return field.Type switch
        {
            FieldType.Uuid => TryReadUuid(text, out value),
            FieldType.Currency => TryReadCurrency(text, out value),
            FieldType.Choice => TryReadChoice(text, field, out value),
            FieldType.RetrievalReference => TryReadReference(text, out value),
            FieldType.Terminal => TryReadTerminal(text, out value),
            FieldType.Date => TryReadDate(text, out value),
            FieldType.Integer or FieldType.Boolean => false,
        };
    }

    private static bool TryReadUuid(ReadOnlySpan<byte> text, out FieldValue value)
    {
        var isUuid = Utf8Parser.TryParse(text, out Guid uuid, out var used) && used == text.Length && uuid != Guid.Empty;
        value = new FieldValue(0, isUuid ? RequestId.FromGuid(uuid) : default);
        return isUuid;
    }

    private static bool TryReadCurrency(ReadOnlySpan<byte> text, out FieldValue value)
    {
        foreach (var (code, currency) in CurrencyCodes.All)
        {
            if (text.SequenceEqual(code))
            {
                value = new FieldValue((ulong)currency);
                return true;
            }
        }

        value = default;
        return false;
    }

    private static bool TryReadChoice(ReadOnlySpan<byte> text, RestField field, out FieldValue value)
    {
        for (var index = 0; index < field.Choices.Count; index++)
        {
            if (Ascii.Equals(text, field.Choices[index]))
            {
                value = new FieldValue(field.Minimum + (ulong)index);
                return true;
            }
        }

        value = default;
        return false;
    }

    private static bool TryReadReference(ReadOnlySpan<byte> text, out FieldValue value)
    {
        Span<char> characters = stackalloc char[RetrievalReference.Length];
        value = default;
        if (text.Length is 0 or > RetrievalReference.Length || Ascii.ToUtf16(text, characters, out var length) != System.Buffers.OperationStatus.Done
            || !RetrievalReference.TryPack(characters[..length], out var packed))
        {
            return false;
        }

        value = new FieldValue(packed);
        return true;
    }

    private static bool TryReadTerminal(ReadOnlySpan<byte> text, out FieldValue value)
    {
        ulong packed = 0;
        for (var index = text.Length - 1; index >= 0; index--)
        {
            packed = (packed << 8) | text[index];
        }

        value = new FieldValue(packed);
        return text.Length is > 0 and <= sizeof(ulong) && !text.ContainsAnyExceptInRange((byte)' ', (byte)'~');
    }

    private static bool TryReadDate(ReadOnlySpan<byte> text, out FieldValue value)
    {
        Span<char> characters = stackalloc char[10];
        value = default;
        if (text.Length != characters.Length || Ascii.ToUtf16(text, characters, out _) != System.Buffers.OperationStatus.Done
            || !DateOnly.TryParseExact(characters, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return false;
        }

        var days = date.DayNumber - FirstDate.DayNumber;
        value = new FieldValue((ulong)Math.Max(0, days));
        return days is > 0 and <= ushort.MaxValue;
    }
}
