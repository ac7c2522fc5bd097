using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest.Json;

/// <summary>Writes a reply's members. What a reply doesn't have is left out.</summary>
internal static class ReplyJson
{
    private static readonly JsonEncodedText RequestIdName = JsonEncodedText.Encode("requestId");
    private static readonly JsonEncodedText CodeName = JsonEncodedText.Encode("code");
    private static readonly JsonEncodedText NumberName = JsonEncodedText.Encode("number");
    private static readonly JsonEncodedText ClassName = JsonEncodedText.Encode("class");
    private static readonly JsonEncodedText SequenceName = JsonEncodedText.Encode("sequence");
    private static readonly JsonEncodedText TimeName = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText AmountName = JsonEncodedText.Encode("amount");
    private static readonly JsonEncodedText AvailableName = JsonEncodedText.Encode("available");
    private static readonly JsonEncodedText CurrencyName = JsonEncodedText.Encode("currency");
    private static readonly JsonEncodedText ApprovalCodeName = JsonEncodedText.Encode("approvalCode");
    private static readonly JsonEncodedText RuleName = JsonEncodedText.Encode("rule");

    /// <summary>What every answer of the switch says.</summary>
    public static void Write(Utf8JsonWriter json, in Reply reply)
    {
        if (!reply.RequestId.IsNone)
        {
            WriteId(json, RequestIdName, reply.RequestId);
        }

        json.WriteString(CodeName, ResultNames.Of(reply.Result));
        json.WriteNumber(NumberName, (int)reply.Result);
        json.WriteString(ClassName, ResultNames.Of(reply.Class));
        if (reply.Sequence != 0)
        {
            json.WriteNumber(SequenceName, reply.Sequence);
            WriteTime(json, TimeName, reply.TimeMs);
        }

        if (reply.Currency != Currency.None)
        {
            json.WriteNumber(AmountName, reply.Amount);
            json.WriteNumber(AvailableName, reply.Available);
            json.WriteString(CurrencyName, CurrencyCodes.Of(reply.Currency));
        }

        if (reply.ApprovalCode != 0)
        {
            WriteAscii(json, ApprovalCodeName, reply.ApprovalCode);
        }

        if (reply.Rule != 0)
        {
            json.WriteNumber(RuleName, reply.Rule);
        }
    }

    public static void WriteId(Utf8JsonWriter json, JsonEncodedText name, RequestId id)
    {
        Span<byte> text = stackalloc byte[36];
        Utf8Formatter.TryFormat(id.ToGuid(), text, out _);
        json.WriteString(name, text);
    }

    /// <summary>RFC 3339, always with milliseconds.</summary>
    public static void WriteTime(Utf8JsonWriter json, JsonEncodedText name, long timeMs)
    {
        Span<byte> text = stackalloc byte[24];
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).TryFormat(text, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        json.WriteString(name, text);
    }

    /// <summary>Characters in a number, the first in the lowest byte.</summary>
    public static void WriteAscii(Utf8JsonWriter json, JsonEncodedText name, ulong packed)
    {
        Span<byte> text = stackalloc byte[sizeof(ulong)];
        BitConverter.TryWriteBytes(text, packed);
        var end = text.IndexOf((byte)0);
        json.WriteString(name, Encoding.Latin1.GetString(end < 0 ? text : text[..end]));
    }
}
