using System.Text;
using System.Text.RegularExpressions;

namespace TpWallet.Protocol.Iso8583;

/// <summary>
/// Messages as people may see them. Of a card number the first six and the last four digits, of stripes, PIN blocks, chip data and private data
/// only the length. Digits that could be a card number are masked wherever they stand.
/// </summary>
public static partial class Masking
{
    /// <summary>The digits of a card number that may be shown before and behind the hidden ones.</summary>
    public const int BinLength = 6;

    private const int LastLength = 4;
    private const int TextMax = IsoMessage.BytesMax * 2;

    /// <summary>The data elements of a message, ascending, each followed by what is known of its inside.</summary>
    /// <param name="message">The message.</param>
    /// <param name="unmasked">Shows everything: only for test data on a person's own screen.</param>
    public static IReadOnlyList<MaskedField> Describe(in IsoMessage message, bool unmasked = false)
    {
        var described = new List<MaskedField>();
        foreach (var number in message.Fields)
        {
            var field = message.Profile.Field(number)!;
            var text = TextOf(message, number);
            var shown = unmasked ? text : Mask(field.Sensitivity, text, message.LengthOf(number));
            described.Add(new MaskedField(number, "", field.Name, shown));
            DescribeInside(message, field, unmasked, described);
        }

        return described;
    }

    /// <summary>The first six and the last four digits of a card number, or stars for all of one that is too short for that.</summary>
    public static string MaskPan(string digits) => digits is { Length: > BinLength + LastLength }
        ? $"{digits[..BinLength]}{new string('*', digits.Length - BinLength - LastLength)}{digits[^LastLength..]}"
        : new string('*', digits?.Length ?? 0);

    /// <summary>A text in which whatever could be a card number is masked.</summary>
    public static string MaskText(string text) =>
        Digits().Replace(text, static match => IsCardNumber(Encoding.ASCII.GetBytes(match.Value)) ? MaskPan(match.Value) : match.Value);

    /// <summary>Whether ASCII digits end with the check digit of card numbers (ISO/IEC 7812). Hot path.</summary>
    public static bool IsCardNumber(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var index = 0; index < digits.Length; index++)
        {
            var digit = digits[^(index + 1)] - '0';
            if (digit is < 0 or > 9)
            {
                return false;
            }

            var weighted = index % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }

        return digits.Length is >= 12 and <= 19 && sum % 10 == 0;
    }

    private static string Mask(FieldSensitivity sensitivity, string text, int length) => sensitivity switch
    {
        FieldSensitivity.Pan => MaskPan(text),
        FieldSensitivity.Hidden => Hidden(length),
        FieldSensitivity.None => MaskText(text),
    };

    private static string Hidden(int length) => $"[hidden, length {length}]";

    private static string TextOf(in IsoMessage message, int number)
    {
        var buffer = new byte[Math.Min(TextMax, (message.LengthOf(number) * 2) + 1)];
        return Encoding.ASCII.GetString(buffer, 0, message.ReadText(number, buffer));
    }

    private static void DescribeInside(in IsoMessage message, IsoField field, bool unmasked, List<MaskedField> described)
    {
        switch (field.Structure)
        {
            case FieldStructure.Tlv:
                var binary = new byte[message.LengthOf(field.Number)];
                message.ReadBinary(field.Number, binary);
                DescribeTlv(binary, field.Number, unmasked, described);
                break;
            case FieldStructure.Tagged:
                var data = message.Raw(field.Number);
                while (TaggedReader.TryRead(ref data, field.Encoding, out var tag, out var value))
                {
                    described.Add(new MaskedField(field.Number, Ascii(tag, field.Encoding), "",
                        unmasked ? Ascii(value, field.Encoding) : Hidden(value.Length)));
                }

                break;
            case FieldStructure.None:
                break;
        }
    }

    private static void DescribeTlv(ReadOnlySpan<byte> data, int number, bool unmasked, List<MaskedField> described)
    {
        while (BerTlv.TryRead(ref data, out var element))
        {
            var value = unmasked || element.IsConstructed ? Convert.ToHexString(element.Value) : Hidden(element.Value.Length);
            described.Add(new MaskedField(number, $"{element.Tag:X2}", "", element.IsConstructed ? "" : value));
            if (element.IsConstructed)
            {
                DescribeTlv(element.Value, number, unmasked, described);
            }
        }
    }

    private static string Ascii(ReadOnlySpan<byte> raw, WireEncoding encoding)
    {
        var text = new byte[raw.Length];
        WireText.ToAscii(raw, text, encoding);
        return Encoding.ASCII.GetString(text);
    }

    [GeneratedRegex("[0-9]{12,}")]
    private static partial Regex Digits();
}
