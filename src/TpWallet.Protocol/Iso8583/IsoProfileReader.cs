using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TpWallet.Protocol.Iso8583;

/// <summary>Reads a profile, strictly: what is missing, unknown, out of range or contradicts itself is refused with its place.</summary>
internal sealed class IsoProfileReader(string json)
{
    private static readonly JsonDocumentOptions JsonOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    // Where the gateway looks for what every payment needs, whatever the edition.
    private static readonly int[] NeededFields = [3, 4, 7, 11, 37, 38, IsoResponseCodes.Field, 41, 42, 49];

    private readonly Dictionary<int, IsoField> _fields = [];

    public IsoProfile Read()
    {
        using var document = Parse(json);
        var root = new ProfileSection(document.RootElement, "");
        var edition = root.Number("edition", IsoProfile.Edition1987, IsoProfile.Edition1993);
        if (edition is not (IsoProfile.Edition1987 or IsoProfile.Edition1993))
        {
            throw root.Wrong("edition", $"must be {IsoProfile.Edition1987} or {IsoProfile.Edition1993}");
        }

        var encodings = root.Section("encodings");
        var mti = EncodingOf(encodings, "mti", WireEncoding.Binary);
        var bitmap = EncodingOf(encodings, "bitmap", WireEncoding.Bcd);
        ReadFields(root.Section("fields"), new FieldFormatReader(encodings));
        encodings.RefuseOthers();
        var profile = new IsoProfile(_fields.Values)
        {
            Name = root.Text("name"),
            Edition = edition,
            Framing = ReadFraming(root.Section("framing")),
            MtiEncoding = mti,
            BitmapEncoding = bitmap,
            ResponseCodes = ResponseCodeReader.Read(root.Section("response_codes"), _fields[IsoResponseCodes.Field].LengthMax),
            Rules = ReadRules(root, edition),
        };
        root.RefuseOthers();
        return profile;
    }

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, JsonOptions);
        }
        catch (JsonException exception)
        {
            throw new IsoProfileException($"not valid JSON at line {exception.LineNumber + 1}", exception);
        }
    }

    private static WireEncoding EncodingOf(ProfileSection section, string key, WireEncoding impossible)
    {
        var encoding = section.Choice<WireEncoding>(key);
        return encoding != impossible ? encoding : throw section.Wrong(key, $"can't be {ProfileNames.Of(encoding)}");
    }

    private void ReadFields(ProfileSection section, FieldFormatReader formats)
    {
        foreach (var key in section.Keys)
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 2 or > IsoMessage.FieldMax or 65)
            {
                throw section.Wrong(key, "not a data element: 2 to 128, without 65, which is a bitmap");
            }

            _fields[number] = formats.Read(number, section.Section(key));
        }

        foreach (var number in NeededFields.Where(number => !_fields.ContainsKey(number)))
        {
            throw section.Wrong(number.ToString(CultureInfo.InvariantCulture), "is missing, and every payment needs it");
        }

        if (!_fields[IsoResponseCodes.Field].IsFixed)
        {
            throw section.Wrong($"{IsoResponseCodes.Field}.format", "must have a fixed length");
        }
    }

    private static IsoFraming ReadFraming(ProfileSection section)
    {
        var framing = new IsoFraming
        {
            LengthEncoding = section.Choice<WireEncoding>("length_encoding"),
            LengthBytes = section.Number("length_bytes", 2, 4),
            LengthCountsItself = section.Flag("length_counts_itself"),
            Header = section.Hex("header", IsoFraming.PrefixBytesMax - 4),
            Trailer = section.Hex("trailer", 4),
            MessageBytesMax = section.Number("message_bytes_max", 64, 16_384),
        };
        if (framing.LengthBytes == 3)
        {
            throw section.Wrong("length_bytes", "must be 2 or 4");
        }

        var counted = framing.MessageBytesMax + framing.PrefixBytes + framing.Trailer.Length;
        if (framing is { LengthEncoding: WireEncoding.Ascii or WireEncoding.Ebcdic, LengthBytes: 2 } && counted > 99)
        {
            throw section.Wrong("message_bytes_max", "a length of two characters can't tell it");
        }

        if (framing is { LengthEncoding: WireEncoding.Ascii or WireEncoding.Ebcdic or WireEncoding.Bcd } && counted > 9_999)
        {
            throw section.Wrong("message_bytes_max", "a length of four digits can't tell it");
        }

        section.RefuseOthers();
        return framing;
    }

    private IsoRules ReadRules(ProfileSection root, int edition)
    {
        var elements = root.Section("elements");
        var entryMode = elements.Section("entry_mode");
        var network = root.Section("network_management");
        var conditions = root.Section("conditions");
        var rules = new IsoRules(ReadMessages(root.Section("messages"), edition), ReadOperations(root.Section("processing_codes")),
            ReadFunctions(network.Section("codes")))
        {
            DuplicateKey = ReadFieldList(root, "duplicate_key"),
            Echo = ReadFieldList(root, "echo"),
            Original = ReadField(elements, "original"),
            MerchantCategory = ReadField(elements, "merchant_category"),
            Reason = elements.Has("reason") ? ReadField(elements, "reason") : 0,
            SettlementCode = elements.Has("settlement_code") ? ReadField(elements, "settlement_code") : 0,
            AmountThatStays = ReadField(elements, "amount_that_stays"),
            EntryMode = (entryMode.Number("start", 0, 11), entryMode.Number("length", 1, 2)),
            NetworkCode = ReadField(network, "element"),
            CutOverSetsBusinessDate = network.Flag("cut_over_sets_business_date"),
            PartialReversal = ReadCondition(conditions.Section("partial_reversal")),
            Increment = ReadCondition(conditions.Section("increment")),
            PartialApproval = ReadCondition(conditions.Section("partial_approval")),
            MoreCapturesFollow = ReadCondition(conditions.Section("more_captures_follow")),
            Ecommerce = ReadCondition(conditions.Section("ecommerce")),
            Advices = root.Choice<AdviceRule>("refused_advices"),
        };
        Array.ForEach([elements, entryMode, network, conditions], static section => section.RefuseOthers());
        return rules;
    }

    private Dictionary<Mti, int[]> ReadMessages(ProfileSection section, int edition)
    {
        var messages = new Dictionary<Mti, int[]>();
        foreach (var key in section.Keys)
        {
            var isMessage = Mti.TryParse(key, out var mti) && mti.AsksForAnswer && mti.Origin == 0
                && mti.Version == (edition == IsoProfile.Edition1987 ? 0 : 1);
            if (!isMessage)
            {
                throw section.Wrong(key, $"not the type of a request or advice of {edition}, without its repeat");
            }

            messages[mti] = ReadFieldList(section, key);
        }

        return messages;
    }

    private static Dictionary<string, IsoOperation> ReadOperations(ProfileSection section) => section.Keys.ToDictionary(
        key => key.Length == 2 && key.All(char.IsAsciiDigit) ? key : throw section.Wrong(key, "not the first two digits of a processing code"),
        key => section.Choice<IsoOperation>(key));

    private static Dictionary<string, NetworkFunction> ReadFunctions(ProfileSection section) => section.Keys.ToDictionary(
        key => key.Length == 3 && key.All(char.IsAsciiDigit) ? key : throw section.Wrong(key, "not a code of three digits"),
        key => section.Choice<NetworkFunction>(key));

    private IsoCondition ReadCondition(ProfileSection section)
    {
        var condition = new IsoCondition
        {
            Field = ReadField(section, "element"),
            Tag = Encoding.ASCII.GetBytes(section.Text("tag", "")),
            Values = section.Has("is") ? [.. section.Texts("is").Select(static value => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(value))] : [],
        };
        var isTagged = _fields[condition.Field].Structure == FieldStructure.Tagged;
        if (!condition.Tag.IsEmpty && (!isTagged || condition.Tag.Length != TaggedReader.TagLength))
        {
            throw section.Wrong("tag", $"must be {TaggedReader.TagLength} characters, of a data element that is tagged");
        }

        section.RefuseOthers();
        return condition;
    }

    private int ReadField(ProfileSection section, string key) => Known(section, key, section.Number(key, 2, IsoMessage.FieldMax));

    private int[] ReadFieldList(ProfileSection section, string key)
    {
        var numbers = section.Numbers(key, 2, IsoMessage.FieldMax);
        for (var index = 0; index < numbers.Length; index++)
        {
            Known(section, key, numbers[index]);
            if (index > 0 && numbers[index] <= numbers[index - 1])
            {
                throw section.Wrong(key, "must be ascending, each once");
            }
        }

        return numbers;
    }

    private int Known(ProfileSection section, string key, int number) =>
        _fields.ContainsKey(number) ? number : throw section.Wrong(key, $"DE {number} is not among the fields");
}
