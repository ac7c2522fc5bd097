using System.Globalization;
using System.Text.RegularExpressions;

namespace TpWallet.Protocol.Iso8583;

/// <summary>Reads formats of data elements: <c>n6</c>, <c>n..19</c> (LLVAR), <c>ans...999</c> (LLLVAR), <c>x+n8</c>, <c>b8</c>.</summary>
internal sealed partial class FieldFormatReader
{
    private readonly WireEncoding _numbers;
    private readonly WireEncoding _text;
    private readonly WireEncoding _binary;
    private readonly WireEncoding _lengths;
    private readonly DigitPadding _padding;

    /// <param name="encodings">What holds for a data element that says nothing else.</param>
    public FieldFormatReader(ProfileSection encodings)
    {
        _numbers = encodings.Choice<WireEncoding>("numbers");
        _text = encodings.Choice<WireEncoding>("text");
        _binary = encodings.Choice<WireEncoding>("binary");
        _lengths = encodings.Choice<WireEncoding>("lengths");
        _padding = encodings.Choice("padding", (DigitPadding?)DigitPadding.LeftZero);
    }

    public IsoField Read(int number, ProfileSection section)
    {
        var format = section.Text("format");
        var match = FormatPattern().Match(format);
        if (!match.Success)
        {
            throw section.Wrong("format", $"'{format}' is not a format such as n6, n..19, ans...999, x+n8 or b8");
        }

        var content = ContentOf(match.Groups["content"].Value);
        var digits = match.Groups["dots"].Length;
        var length = int.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture) + (content == FieldContent.SignedNumber ? 1 : 0);
        var encoding = section.Choice("encoding", (WireEncoding?)StandardOf(content));
        var lengthEncoding = section.Choice("length_encoding", (WireEncoding?)_lengths);
        CheckLength(section, format, digits, length);
        CheckEncoding(section, content, encoding);
        var field = new IsoField
        {
            Number = number,
            Name = section.Text("name"),
            Content = content,
            LengthMax = length,
            LengthDigits = digits,
            Encoding = encoding,
            LengthEncoding = lengthEncoding,
            Padding = section.Choice("padding", (DigitPadding?)_padding),
            Sensitivity = section.Choice("sensitive", (FieldSensitivity?)FieldSensitivity.None),
            Structure = section.Choice("structure", (FieldStructure?)FieldStructure.None),
            Allowed = WireText.AllowedIn(content, encoding),
        };
        CheckStructure(section, field);
        section.RefuseOthers();
        return field;
    }

    private static void CheckLength(ProfileSection section, string format, int digits, int length)
    {
        if (digits == 1)
        {
            throw section.Wrong("format", $"'{format}' has a length of one digit; two to four dots stand for a length of two to four digits");
        }

        var most = digits switch { 0 => 999, 2 => 99, 3 => 999, _ => 9_999 };
        if (length < 1 || length > most)
        {
            throw section.Wrong("format", $"'{format}' must have a length from 1 to {most}");
        }
    }

    private static void CheckEncoding(ProfileSection section, FieldContent content, WireEncoding encoding)
    {
        var isPossible = (content, encoding) switch
        {
            (FieldContent.Binary, WireEncoding.Bcd) => false,
            (FieldContent.Binary, _) => true,
            (_, WireEncoding.Binary) => false,
            (FieldContent.Number or FieldContent.SignedNumber or FieldContent.Track, _) => true,
            (_, WireEncoding.Bcd) => false,
            _ => true,
        };
        if (!isPossible)
        {
            throw section.Wrong("encoding", $"{ProfileNames.Of(encoding)} can't hold {ProfileNames.Of(content)}");
        }
    }

    private static void CheckStructure(ProfileSection section, IsoField field)
    {
        var isPossible = field.Structure switch
        {
            FieldStructure.Tlv => field.Content == FieldContent.Binary,
            FieldStructure.Tagged => field.Content == FieldContent.Text,
            _ => true,
        };
        if (!isPossible)
        {
            throw section.Wrong("structure", $"{ProfileNames.Of(field.Structure)} needs {(field.Structure == FieldStructure.Tlv ? "b" : "ans")}");
        }
    }

    private static FieldContent ContentOf(string name) => name switch
    {
        "n" => FieldContent.Number,
        "a" => FieldContent.Alpha,
        "an" => FieldContent.AlphaNumber,
        "z" => FieldContent.Track,
        "x+n" => FieldContent.SignedNumber,
        "b" => FieldContent.Binary,
        _ => FieldContent.Text,
    };

    private WireEncoding StandardOf(FieldContent content) => content switch
    {
        FieldContent.Number or FieldContent.SignedNumber or FieldContent.Track => _numbers,
        FieldContent.Binary => _binary,
        _ => _text,
    };

    [GeneratedRegex(@"^(?<content>x\+n|ans|anp|an|as|ns|a|n|s|z|b)(?<dots>\.{0,4})(?<length>[0-9]{1,4})$", RegexOptions.ExplicitCapture)]
    private static partial Regex FormatPattern();
}
