using System.Text.Json;
using TpWallet.Gateway.Timeline;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest.Json;

/// <summary>Writes the life of a payment.</summary>
internal static class TimelineJson
{
    private static readonly JsonEncodedText RequestIdName = JsonEncodedText.Encode("requestId");

    public static void Write(Utf8JsonWriter json, RequestId payment, TimelineAnswer timeline)
    {
        ReplyJson.WriteId(json, RequestIdName, payment);
        json.WriteBoolean("complete", timeline.IsComplete);
        json.WriteStartArray("steps");
        foreach (var step in timeline.Steps)
        {
            json.WriteStartObject();
            Write(json, step);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, TimelineStep step)
    {
        json.WriteNumber("sequence", step.Sequence);
        if (step.Message is { } message)
        {
            json.WriteString("protocol", ResultNames.CamelCase($"{message.Protocol}"));
            json.WriteString("received", message.Received.UtcDateTime);
            json.WriteString("answered", message.Answered.UtcDateTime);
            json.WriteBoolean("repeat", message.IsRepeat);
        }

        if (step.Iso is { } iso)
        {
            json.WriteStartObject("iso8583");
            json.WriteString("link", iso.Link);
            json.WriteString("messageType", iso.MessageType);
            json.WriteString("cardNumber", iso.CardNumber);
            json.WriteString("responseCode", iso.ResponseCode);
            json.WriteEndObject();
        }

        PaymentJson.WriteCommand(json, step.Message?.Command ?? step.Entry!.Command);
        json.WriteStartObject("answer");
        ReplyJson.Write(json, step.Message?.Reply ?? step.Entry!.Reply);
        json.WriteEndObject();
        PaymentJson.WritePostings(json, step.Entry?.Postings ?? []);
    }
}
