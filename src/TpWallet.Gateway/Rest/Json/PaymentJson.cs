using System.Text.Json;
using TpWallet.Gateway.History;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest.Json;

/// <summary>Writes what was applied: the command, its answer, its postings.</summary>
internal static class PaymentJson
{
    private static readonly JsonEncodedText RequestIdName = JsonEncodedText.Encode("requestId");
    private static readonly JsonEncodedText OriginalName = JsonEncodedText.Encode("originalRequestId");
    private static readonly JsonEncodedText TerminalName = JsonEncodedText.Encode("terminal");

    public static void Write(Utf8JsonWriter json, PaymentEntry entry)
    {
        json.WriteNumber("sequence", entry.Sequence);
        WriteCommand(json, entry.Command);
        json.WriteStartObject("answer");
        ReplyJson.Write(json, entry.Reply);
        json.WriteEndObject();
        WritePostings(json, entry.Postings);
    }

    /// <summary>What a command says of itself. Settings show what they are and whom they concern, not their terms.</summary>
    public static void WriteCommand(Utf8JsonWriter json, in Command command)
    {
        json.WriteString("kind", ResultNames.CamelCase($"{command.Kind}"));
        json.WriteNumber("participant", command.Participant);
        ReplyJson.WriteId(json, RequestIdName, command.RequestId);
        if (!command.OriginalRequestId.IsNone)
        {
            ReplyJson.WriteId(json, OriginalName, command.OriginalRequestId);
        }

        if (command.Kind == CommandKind.OpenAccount)
        {
            json.WriteNumber("account", command.OpenAccount.Account);
            json.WriteString("currency", CurrencyCodes.Of(command.OpenAccount.Currency));
        }
        else if (IsMovement(command.Kind))
        {
            WriteMovement(json, command);
        }
    }

    public static void WritePostings(Utf8JsonWriter json, IReadOnlyList<Posting> postings)
    {
        json.WriteStartArray("postings");
        foreach (var posting in postings)
        {
            json.WriteStartObject();
            json.WriteString("kind", ResultNames.CamelCase($"{posting.Kind}"));
            json.WriteNumber("debit", posting.DebitAccount);
            json.WriteNumber("credit", posting.CreditAccount);
            json.WriteNumber("amount", posting.Amount);
            json.WriteString("currency", CurrencyCodes.Of(posting.Currency));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMovement(Utf8JsonWriter json, in Command command)
    {
        WriteUnlessZero(json, (command.Flags & CommandFlags.ByInstrument) != 0 ? "instrument" : "account", command.Account);
        WriteUnlessZero(json, "counterparty", command.Counterparty);
        json.WriteNumber("amount", command.Amount);
        if (command.Currency != Currency.None)
        {
            json.WriteString("currency", CurrencyCodes.Of(command.Currency));
        }

        if (command.RetrievalReferenceNumber != 0)
        {
            json.WriteString("retrievalReference", RetrievalReference.Unpack(command.RetrievalReferenceNumber));
        }

        if (command.Terminal != 0)
        {
            ReplyJson.WriteAscii(json, TerminalName, command.Terminal);
        }

        WriteUnlessZero(json, "systemTrace", command.SystemTraceAuditNumber);
        WriteUnlessZero(json, "merchantCategory", command.MerchantCategoryCode);
        WriteUnlessZero(json, "reason", command.Reason);
    }

    private static void WriteUnlessZero(Utf8JsonWriter json, string name, ulong value)
    {
        if (value != 0)
        {
            json.WriteNumber(name, value);
        }
    }

    private static bool IsMovement(CommandKind kind) =>
        kind is >= CommandKind.Deposit and <= CommandKind.StatusInquiry and not CommandKind.OpenQuote;
}
