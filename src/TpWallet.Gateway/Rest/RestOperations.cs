using TpWallet.Gateway.Rest.Json;
using TpWallet.Messages;
using static TpWallet.Gateway.Rest.RestFields;

namespace TpWallet.Gateway.Rest;

/// <summary>
/// Every command that can be sent over REST. Routes, the reading of bodies and the OpenAPI document all come from this table, so they can't
/// say different things.
/// </summary>
internal static class RestOperations
{
    private const string Post = "POST";
    private const string Put = "PUT";

    public static IReadOnlyList<RestOperation> All { get; } = [.. Payments(), .. Movements(), .. Disputes(), .. Administration()];

    private static IEnumerable<RestOperation> Payments()
    {
        yield return ForAcquirer(Post, "/authorizations", CommandKind.Authorize, "Hold money on a wallet in favour of a merchant.",
            [Wallet, Instrument, Merchant, Amount.Required() with { Minimum = 0 }, CurrencyCode.Required(), HoldSeconds, AllowPartial,
                .. PaymentDetails]);
        yield return ForAcquirer(Post, "/increments", CommandKind.IncrementAuthorization, "Add to a hold.",
            [Original("authorization", "The authorization's request id."), Amount.Required(), CurrencyCode.Required(), HoldSeconds, AllowPartial]);
        yield return ForAcquirer(Post, "/captures", CommandKind.Capture, "Move held money to the merchant and release the rest.",
            [
                Original("authorization", "The authorization's request id."), AmountOrAll, CurrencyCode.Required(),
                Flag("moreFollow", CommandFlags.MoreCapturesFollow, "Further captures follow: what is not captured stays held."),
            ]);
        yield return ForAcquirer(Post, "/voids", CommandKind.Void, "Give a hold back.",
            [Original("authorization", "The authorization's request id.")]);
        yield return ForAcquirer(Post, "/purchases", CommandKind.Purchase, "Pay at once: authorize and capture in one.",
            [Wallet, Instrument, Merchant, Amount.Required(), CurrencyCode.Required(), AllowPartial, .. PaymentDetails]);
        yield return ForAcquirer(Post, "/reversals", CommandKind.Reversal, "Undo an authorization or purchase, also one that may not have arrived.",
            [
                Original("original", "The request id of the authorization or purchase."),
                Amount with { Minimum = 0, Description = "What is to stay, in minor units; 0 or left out: nothing." }, CurrencyCode,
            ]);
        yield return ForAcquirer(Post, "/refunds", CommandKind.Refund, "Give captured money back to the payer.",
            [Original("original", "The request id of the authorization or purchase."), AmountOrAll, CurrencyCode.Required()]);
        yield return new(Post, "/unlinked-refunds", CommandKind.Refund,
            "Give money to a wallet without naming an original; a right of few participants.",
            [Wallet, Instrument, Merchant, Amount.Required(), CurrencyCode.Required(), Participant])
        {
            Flags = CommandFlags.Unlinked,
            OneOf = (Wallet, Instrument),
        };
    }

    private static IEnumerable<RestOperation> Movements()
    {
        yield return ForAcquirer(Post, "/transfers", CommandKind.Transfer, "Move money from one wallet to another.",
            [Wallet, Instrument, To("The wallet that receives.", "1002"), Amount.Required(), CurrencyCode.Required()]);
        yield return ForOperator(Post, "/deposits", CommandKind.Deposit, "Bring money in from outside.",
            [
                Wallet.Required() with { Description = "The account that is credited." },
                Account("clearing", static (ref command, value) => command.Counterparty = value.Number,
                    "The external clearing account that is debited.", ClearingExample).Required(),
                Amount.Required(), CurrencyCode.Required(),
            ]);
        yield return ForAcquirer(Post, "/withdrawals", CommandKind.Withdrawal, "Take money outside.",
            [
                Wallet.Required() with { Description = "The account that is debited." },
                Account("clearing", static (ref command, value) => command.Counterparty = value.Number,
                    "The external clearing account that is credited.", ClearingExample).Required(),
                Amount.Required(), CurrencyCode.Required(),
            ]);
        yield return ForOperator(Post, "/quotes", CommandKind.OpenQuote,
            "Offer a participant a firm rate, once. The request id names the quote.", Quote());
        yield return ForAcquirer(Post, "/exchanges", CommandKind.Exchange, "Exchange money at a quote, which it uses up.",
            [
                Original("quote", "The quote's request id."), Wallet.Required() with { Description = "The wallet that sells." },
                To("The wallet that receives what is bought.", "1003"),
                Amount.Required() with { Description = "What is sold, in minor units." }, CurrencyCode.Required(),
            ]);
    }

    private static IEnumerable<RestOperation> Disputes()
    {
        var original = Original("original", "The request id of the authorization or purchase.");
        yield return ForOperator(Post, "/chargebacks", CommandKind.Chargeback,
            "The payer's bank takes a captured amount back, until the dispute is resolved.",
            [
                original, AmountOrAll,
                Account("bearer", static (ref command, value) => command.Counterparty = value.Number,
                    "A settlement account of the merchant's participant that bears it; left out: the merchant does.", "3001"),
                HoldSeconds with
                {
                    Name = "deadlineSeconds",
                    Maximum = CommandLimits.DisputeSecondsMax,
                    Description = "How long each side has; left out: 45 days.",
                },
            ]);
        yield return ForAcquirer(Post, "/representments", CommandKind.Representment, "The merchant contests a chargeback.", [original]);
        yield return ForOperator(Post, "/resolutions-for-merchant", CommandKind.ResolveForMerchant,
            "End a dispute: the merchant keeps the amount.", [original]);
        yield return ForOperator(Post, "/resolutions-for-payer", CommandKind.ResolveForPayer, "End a dispute: the payer keeps the amount.",
            [original]);
    }

    private static IEnumerable<RestOperation> Administration()
    {
        yield return ForOperator(Post, "/participants", CommandKind.AddParticipant, "Make a participant known.", [Participant.Required()]);
        yield return ForOperator(Put, "/participants/{participant}/rights", CommandKind.SetParticipantRights, "Give a participant its rights.",
            [
                Participant.InPath(),
                new("unlinkedRefunds", FieldType.Boolean, static (ref command, value) =>
                    command.ParticipantRights.Rights = value.IsTrue ? ParticipantRights.UnlinkedRefunds : ParticipantRights.None,
                    "Refunds that name no original.", "true") { IsRequired = true },
            ]);
        yield return ForOperator(Put, "/participants/{participant}/position-cap", CommandKind.SetPositionCap,
            "Bound what a participant may owe to the others.",
            [
                Participant.InPath(),
                Number("cap", static (ref command, value) => command.PositionCap.Cap = value.Amount,
                    "In minor units, in flight included; the largest value: no cap.", "100000000", 0, long.MaxValue).Required(),
                CurrencyCode.Required() with { Set = static (ref command, value) => command.PositionCap.Currency = (Currency)value.Number },
            ]);
        yield return ForOperator(Put, "/participants/{participant}/business-date", CommandKind.SetBusinessDate,
            "Begin a participant's next business date.",
            [
                Participant.InPath(),
                new("date", FieldType.Date, static (ref command, value) => command.BusinessDate = (ushort)value.Number,
                    "Later than the present one.", "\"2026-11-23\"") { IsRequired = true },
            ]);
        yield return ForOperator(Put, "/participants/{participant}/fees", CommandKind.SetFee,
            "Set the fee for one kind of movement in one currency.", Fee());
        yield return ForOperator(Post, "/accounts", CommandKind.OpenAccount, "Open an account of a participant.",
            [
                Account("account", static (ref command, value) => command.OpenAccount.Account = value.Number, "The new account's number.",
                    "1001").Required(),
                Choice<AccountKind>("kind", 1, static (ref command, value) => command.OpenAccount.Kind = (AccountKind)value.Number,
                    "What it is for.").Required(),
                CurrencyCode.Required() with { Set = static (ref command, value) => command.OpenAccount.Currency = (Currency)value.Number },
            ]);
        yield return ForOperator(Put, "/accounts/{account}/status", CommandKind.SetAccountStatus, "Freeze, close or re-activate an account.",
            [
                Account("account", static (ref command, value) => command.AccountStatus.Account = value.Number, "The account.", "1001").InPath(),
                Choice<AccountStatus>("status", 0, static (ref command, value) => command.AccountStatus.Status = (AccountStatus)value.Number,
                    "Its new status; closed is for good.").Required(),
            ]);
        yield return ForOperator(Put, "/accounts/{account}/terms", CommandKind.SetAccountTerms,
            "Set an account's tier and how low its balance may be.", Terms());
        yield return ForOperator(Post, "/instruments", CommandKind.BindInstrument, "Bind an instrument to a wallet.",
            [
                Token().Required(),
                Account("account", static (ref command, value) => command.Instrument.Account = value.Number,
                    "The wallet that it pays from.", "1001").Required(),
                Choice<InstrumentKind>("kind", 1, static (ref command, value) => command.Instrument.Kind = (InstrumentKind)value.Number,
                    "What it is.").Required(),
                InstrumentTier(),
            ]);
        yield return ForOperator(Put, "/instruments/{token}", CommandKind.SetInstrument, "Change an instrument's status and tier.",
            [
                Token().InPath(),
                Choice<InstrumentStatus>("status", 0, static (ref command, value) => command.Instrument.Status = (InstrumentStatus)value.Number,
                    "Its new status; lost, stolen and expired are for good.").Required(),
                InstrumentTier(),
            ]);
        yield return ForSwitch(Put, "/limits/{tier}/{currency}", CommandKind.SetTierLimit, "Set the limits of one tier in one currency.", Limits());
        yield return ForSwitch(Put, "/cold-start", CommandKind.SetColdStart, "Say in which tier a wallet begins, and until when.",
            [
                Number("tier", static (ref command, value) => command.ColdStart.Tier = (ushort)value.Number,
                    "The tier; 0: no cold start.", "1", 0, ushort.MaxValue).Required(),
                Number("minimumSeconds", static (ref command, value) => command.ColdStart.MinimumSeconds = (uint)value.Number,
                    "How long it lasts at least.", "604800", 0, uint.MaxValue).Required(),
                Number("minimumPayments", static (ref command, value) => command.ColdStart.MinimumPayments = (uint)value.Number,
                    "How many payments must have been approved to leave it.", "5", 0, uint.MaxValue).Required(),
            ]);
        yield return ForSwitch(Put, "/capture-tolerances/{merchantCategory}", CommandKind.SetCaptureTolerance,
            "Allow captures of merchants of one category to exceed what was authorized.",
            [
                Number("merchantCategory", static (ref command, value) => command.CaptureTolerance.MerchantCategoryCode = (ushort)value.Number,
                    "Merchant category code (ISO 18245).", "5812", 0, 9_999).InPath(),
                Number("basisPoints", static (ref command, value) => command.CaptureTolerance.BasisPoints = (ushort)value.Number,
                    "How much more, in hundredths of a percent.", "2000", 0, CommandLimits.BasisPointsMax).Required(),
            ]);
    }

    private static RestOperation ForAcquirer(string method, string path, CommandKind kind, string summary, params IReadOnlyList<RestField> fields) =>
        new(method, path, kind, summary, [.. fields, Participant]) { OneOf = fields.Contains(Instrument) ? (Wallet, Instrument) : null };

    private static RestOperation ForOperator(string method, string path, CommandKind kind, string summary, params IReadOnlyList<RestField> fields) =>
        new(method, path, kind, summary, fields.Any(static field => field.Name == Participant.Name) ? fields : [.. fields, Participant])
        {
            IsOperatorsAlone = true,
        };

    private static RestOperation ForSwitch(string method, string path, CommandKind kind, string summary, params IReadOnlyList<RestField> fields) =>
        new(method, path, kind, summary, fields) { IsOperatorsAlone = true, IsOfTheSwitch = true };

    private static RestField To(string description, string example) =>
        Account("to", static (ref command, value) => command.Counterparty = value.Number, description, example).Required();

    private static RestField Token() => Number("token", static (ref command, value) => command.Instrument.Token = value.Number,
        "The opaque token that stands for the instrument. Never a card number.", "7719203344518", 1, ulong.MaxValue);

    private static RestField InstrumentTier() => Number("tier", static (ref command, value) => command.Instrument.Tier = (ushort)value.Number,
        "The tier of its own limits; 0 or left out: none.", "0", 0, ushort.MaxValue);

    private static RestField[] Terms() =>
    [
        Account("account", static (ref command, value) => command.AccountTerms.Account = value.Number, "The account.", "1001").InPath(),
        Number("tier", static (ref command, value) => command.AccountTerms.Tier = (ushort)value.Number, "Whose limits apply; 0: none.", "1",
            0, ushort.MaxValue)
            .Required(),
        Number("creditLimit", static (ref command, value) => command.AccountTerms.CreditLimit = value.Amount,
            "How far below zero it may go, in minor units.", "0", 0, long.MaxValue),
        Number("minimumBalance", static (ref command, value) => command.AccountTerms.MinimumBalance = value.Amount,
            "What must always stay, in minor units; not together with a credit limit.", "0", 0, long.MaxValue),
    ];

    private static RestField[] Quote() =>
    [
        new("sell", FieldType.Currency, static (ref command, value) => command.Quote.Sell = (Currency)value.Number, "What is sold.",
            "\"EUR\"") { IsRequired = true },
        new("buy", FieldType.Currency, static (ref command, value) => command.Quote.Buy = (Currency)value.Number, "What is bought.",
            "\"USD\"") { IsRequired = true },
        Number("numerator", static (ref command, value) => command.Quote.Numerator = value.Amount,
            "Of the rate: minor units bought.", "108", 1, CommandLimits.RateTermMax).Required(),
        Number("denominator", static (ref command, value) => command.Quote.Denominator = value.Amount,
            "Of the rate: minor units sold.", "100", 1, CommandLimits.RateTermMax).Required(),
        Number("sellMaximum", static (ref command, value) => command.Quote.SellMaximum = value.Amount,
            "The most that may be sold, in minor units.", "50000", 1, CommandLimits.AmountMax).Required(),
        Account("sellLiquidity", static (ref command, value) => command.Quote.SellLiquidity = value.Number,
            "The liquidity account that takes what is sold.", "8001").Required(),
        Account("buyLiquidity", static (ref command, value) => command.Quote.BuyLiquidity = value.Number,
            "The liquidity account that gives what is bought.", "8002").Required(),
        Account("roundingAccount", static (ref command, value) => command.Quote.RoundingAccount = value.Number,
            "The fee account that takes the remainder of rounding.", "8003").Required(),
        Number("seconds", static (ref command, value) => command.Quote.Seconds = (uint)value.Number,
            "For how long it is firm.", "30", 1, CommandLimits.QuoteSecondsMax).Required(),
    ];

    private static RestField[] Fee()
    {
        (string Name, CommandKind Kind)[] movements =
        [
            ("capture", CommandKind.Capture), ("purchase", CommandKind.Purchase), ("refund", CommandKind.Refund), ("transfer", CommandKind.Transfer),
            ("deposit", CommandKind.Deposit), ("withdrawal", CommandKind.Withdrawal),
        ];
        return
        [
            Participant.InPath(),
            new("on", FieldType.Choice, (ref command, value) => command.Fee.On = movements[value.Number].Kind, "The kind of movement.", "\"capture\"")
            {
                Choices = [.. movements.Select(static movement => movement.Name)],
                IsRequired = true,
            },
            CurrencyCode.Required() with { Set = static (ref command, value) => command.Fee.Currency = (Currency)value.Number },
            Account("feeAccount", static (ref command, value) => command.Fee.FeeAccount = value.Number, "The account that collects it.",
                "8003").Required(),
            Number("fixed", static (ref command, value) => command.Fee.Fixed = value.Amount, "The fixed part, in minor units.", "10", 0,
                CommandLimits.AmountMax),
            Number("basisPoints", static (ref command, value) => command.Fee.BasisPoints = (ushort)value.Number,
                "Part of the amount, in hundredths of a percent, rounded down.", "25", 0, CommandLimits.BasisPointsMax),
        ];
    }

    private static RestField[] Limits() =>
    [
        Number("tier", static (ref command, value) => command.TierLimit.Tier = (ushort)value.Number, "The tier.", "1", 1, ushort.MaxValue).InPath(),
        CurrencyCode.InPath() with { Set = static (ref command, value) => command.TierLimit.Currency = (Currency)value.Number },
        Number("perTransaction", static (ref command, value) => command.TierLimit.PerTransaction = value.Amount,
            "The largest single amount, in minor units; the largest value: no limit.", "100000", 0, long.MaxValue).Required(),
        Number("perDay", static (ref command, value) => command.TierLimit.PerDay = value.Amount,
            "The largest sum of a business date.", "300000", 0, long.MaxValue).Required(),
        Number("perMonth", static (ref command, value) => command.TierLimit.PerMonth = value.Amount,
            "The largest sum of a month.", "1000000", 0, long.MaxValue).Required(),
        Number("perDayCount", static (ref command, value) => command.TierLimit.PerDayCount = (uint)value.Number,
            "The most movements of a business date.", "50", 0, uint.MaxValue).Required(),
        Number("perMonthCount", static (ref command, value) => command.TierLimit.PerMonthCount = (uint)value.Number,
            "The most movements of a month.", "500", 0, uint.MaxValue).Required(),
    ];
}
