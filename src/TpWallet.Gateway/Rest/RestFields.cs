using System.Text.Json;
using TpWallet.Gateway.Rest.Json;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest;

/// <summary>The members that several operations share.</summary>
internal static class RestFields
{
    public const string WalletExample = "1001";
    public const string MerchantExample = "2001";
    public const string ClearingExample = "9001";
    public const string UuidExample = "\"0198f0c2-7b1e-7c3a-9d6e-2f4b8a1c5d70\"";

    public static readonly RestField Participant = Number("participant", static (ref command, value) => command.Participant = (uint)value.Number,
        "On whose behalf. An acquirer's key speaks for its own participant, which may be left out.", "1", 1, uint.MaxValue);

    public static readonly RestField Wallet = Account("account", static (ref command, value) => command.Account = value.Number,
        "The wallet that pays.", WalletExample);

    public static readonly RestField Instrument = Number("instrument", static (ref command, value) =>
    {
        command.Account = value.Number;
        command.Flags |= CommandFlags.ByInstrument;
    }, "The token of an instrument that is bound to the wallet that pays. Never a card number.", "7719203344518", 1, ulong.MaxValue);

    public static readonly RestField Merchant = Account("merchant", static (ref command, value) => command.Counterparty = value.Number,
        "The merchant's account.", MerchantExample).Required();

    public static readonly RestField Amount = Number("amount", static (ref command, value) => command.Amount = value.Amount,
        "In minor units of the currency: 3000 is 30.00 USD.", "3000", 1, CommandLimits.AmountMax);

    public static readonly RestField AmountOrAll = Amount with
    {
        Minimum = 0,
        Description = "In minor units of the currency; 0 or left out: all of it.",
    };

    public static readonly RestField CurrencyCode = new("currency", FieldType.Currency,
        static (ref command, value) => command.Currency = (Currency)value.Number, "The currency of the amount.", "\"USD\"");

    public static readonly RestField AllowPartial = Flag("allowPartial", CommandFlags.AllowPartialApproval,
        "Whether it may be approved for less than was asked for.");

    public static readonly RestField HoldSeconds = Number("holdSeconds", static (ref command, value) => command.HoldSeconds = (uint)value.Number,
        "For how long the money is held; 0 or left out: 7 days.", "86400", 0, CommandLimits.HoldSecondsMax);

    /// <summary>What a payment may say about itself.</summary>
    public static readonly IReadOnlyList<RestField> PaymentDetails =
    [
        new("retrievalReference", FieldType.RetrievalReference, static (ref command, value) => command.RetrievalReferenceNumber = value.Number,
            "The acquirer's reference (ISO 8583 DE 37).", "\"632712000042\""),
        new("terminal", FieldType.Terminal, static (ref command, value) => command.Terminal = value.Number,
            "The terminal (ISO 8583 DE 41).", "\"TERM0001\""),
        Number("systemTrace", static (ref command, value) => command.SystemTraceAuditNumber = (uint)value.Number,
            "System trace audit number (ISO 8583 DE 11).", "42", 0, 999_999),
        Number("merchantCategory", static (ref command, value) => command.MerchantCategoryCode = (ushort)value.Number,
            "Merchant category code (ISO 18245).", "5411", 0, 9_999),
        Number("country", static (ref command, value) => command.Country = (ushort)value.Number,
            "The acquirer's country (ISO 3166-1 numeric).", "840", 0, 999),
        Choice<Channel>("channel", 0, static (ref command, value) => command.Channel = (Channel)value.Number, "Where the payment is made."),
        Number("entryMode", static (ref command, value) => command.EntryMode = (byte)value.Number,
            "How the instrument was read (first two digits of ISO 8583 DE 22).", "7", 0, 99),
        Number("device", static (ref command, value) => command.Device = value.Number, "Opaque token of the payer's device.", "0", 0, ulong.MaxValue),
        Number("riskScore", static (ref command, value) => command.RiskScore = (ushort)value.Number, "Points of the sender's risk model.",
            "120", 0, 1_000),
        Number("riskModel", static (ref command, value) => command.RiskModel = (ushort)value.Number, "The model that gave the points.", "3",
            0, ushort.MaxValue),
        Number("reason", static (ref command, value) => command.Reason = (ushort)value.Number, "Reason code of the sender.", "0", 0, ushort.MaxValue),
        new("businessDate", FieldType.Date, static (ref command, value) => command.BusinessDate = (ushort)value.Number,
            "Business date; left out: the participant's own.", "\"2026-11-22\""),
    ];

    /// <summary>The request that this one is about.</summary>
    public static RestField Original(string name, string description) => new(name, FieldType.Uuid,
        static (ref command, value) => command.OriginalRequestId = value.Id, description, UuidExample)
    { IsRequired = true };

    public static RestField Account(string name, FieldSetter set, string description, string example) =>
        Number(name, set, description, example, 1, ulong.MaxValue);

    public static RestField Number(string name, FieldSetter set, string description, string example, ulong minimum, ulong maximum) =>
        new(name, FieldType.Integer, set, description, example) { Minimum = minimum, Maximum = maximum };

    public static RestField Flag(string name, CommandFlags flag, string description) => new(name, FieldType.Boolean,
        (ref command, value) => command.Flags |= value.IsTrue ? flag : CommandFlags.None, description, "false");

    /// <summary>A choice among an enum's members from a number on, which must be without gaps.</summary>
    public static RestField Choice<T>(string name, ulong first, FieldSetter set, string description)
        where T : struct, Enum
    {
        string[] choices = [.. Enum.GetValues<T>().Skip((int)first).Select(static value => JsonNamingPolicy.CamelCase.ConvertName($"{value}"))];
        return new RestField(name, FieldType.Choice, set, description, $"\"{choices[0]}\"") { Choices = choices, Minimum = first };
    }
}
