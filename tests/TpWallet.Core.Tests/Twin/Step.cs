using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests.Twin;

/// <summary>
/// One step of a random script, in small numbers so that steps meet each other; prints itself as the code that makes it. What a kind makes
/// of its extra is said in <see cref="ToCommand"/>.
/// </summary>
internal sealed record Step(
    CommandKind Kind, int Id, int Original, int Account, int Counterparty, long Amount, int Participant, int Minutes = 0,
        CommandFlags Flags = CommandFlags.None, int Extra = 0)
{
    private const ushort Category = 5411;
    private const int Tokens = 100;
    private const long BeginMs = 1_700_000_000_000;

    private static readonly (AccountKind Kind, Currency Currency, int Participant)[] Shapes =
    [
        (AccountKind.CustomerWallet, Currency.USD, 1),
        (AccountKind.Merchant, Currency.USD, 1),
        (AccountKind.ExternalClearing, Currency.USD, 1),
        (AccountKind.CustomerWallet, Currency.JPY, 1),
        (AccountKind.Fee, Currency.USD, 1),
        (AccountKind.CustomerWallet, Currency.USD, 2),
        (AccountKind.Merchant, Currency.USD, 2),
        (AccountKind.Liquidity, Currency.USD, 1),
        (AccountKind.Liquidity, Currency.JPY, 1),
        (AccountKind.ParticipantSettlement, Currency.USD, 1),
        (AccountKind.ExternalClearing, Currency.JPY, 1),
    ];

    private static readonly CommandKind[] FeeKinds =
    [
        CommandKind.Capture, CommandKind.Purchase, CommandKind.Refund, CommandKind.Transfer, CommandKind.Deposit, CommandKind.Withdrawal,
    ];

    private static readonly (long Numerator, long Denominator)[] Rates = [(1, 1), (3, 2), (151, 100), (1, 7), (1, 150),
        (CommandLimits.RateTermMax, 1)];

    public static int AccountsMax => Shapes.Length;

    /// <summary>
    /// What lets a short script reach interesting places: two participants, an account of each shape, some money, a card with a tier.
    /// </summary>
    public static IReadOnlyList<Step> Furniture { get; } =
    [
        new(CommandKind.AddParticipant, 901, 0, 0, 0, 0, 1),
        new(CommandKind.AddParticipant, 902, 0, 0, 0, 0, 2),
        .. Enumerable.Range(1, Shapes.Length).Select(static account =>
            new Step(CommandKind.OpenAccount, 910 + account, 0, account, 0, 0, Shapes[account - 1].Participant)),
        new(CommandKind.Deposit, 930, 0, 1, 3, 200, 1),
        new(CommandKind.Deposit, 931, 0, 6, 3, 200, 1),
        new(CommandKind.Deposit, 932, 0, 9, 11, 1_000, 1),
        new(CommandKind.BindInstrument, 933, 1, 1, 0, 0, 1),
    ];

    public Command ToCommand()
    {
        var command = Of(Kind, (ulong)Id, (uint)Participant);
        command.Flags = Flags | (IsOperatorsAlone ? CommandFlags.Operator : CommandFlags.None);
        command.RequestId = Id == 0 ? default : IdOf(Id);
        command.OriginalRequestId = Original == 0 ? default : IdOf(Original);
        command.HistoryCheckedThrough = (Id, Extra) switch
        {
            ( > 900, _) => 1UL << 40,
            (_, 0) => 40,
            (_, 1) => (1UL << 40) | Command.OriginalInHistory,
            _ => 1UL << 40,
        };
        return SetBody(command) ?? SetPayment(command);
    }

    public override string ToString() =>
        $"new(CommandKind.{Kind}, {Id}, {Original}, {Account}, {Counterparty}, {Amount}, {Participant}, {Minutes},"
        + $" (CommandFlags){(int)Flags}, {Extra}),";

    private bool IsOperatorsAlone => Kind is < CommandKind.Withdrawal or CommandKind.OpenQuote or CommandKind.Chargeback
        or CommandKind.ResolveForMerchant
        or CommandKind.ResolveForPayer;

    private Command SetPayment(Command command)
    {
        command.Account = (ulong)Account + ((Flags & CommandFlags.ByInstrument) != 0 ? Tokens - 1UL : 0);
        command.Counterparty = (ulong)Counterparty;
        command.Amount = Amount;
        command.Currency = Kind is CommandKind.Authorize or CommandKind.Purchase or CommandKind.Deposit or CommandKind.Withdrawal
            or CommandKind.Transfer
            or CommandKind.Exchange || (Flags & CommandFlags.Unlinked) != 0
            ? Account is 9 or 4 && Kind == CommandKind.Deposit ? Currency.JPY : Currency.USD
            : Extra == 5 ? Currency.EUR : Currency.None;
        command.MerchantCategoryCode = Extra % 2 == 1 ? Category : (ushort)0;
        command.HoldSeconds = Kind is CommandKind.Authorize or CommandKind.IncrementAuthorization or CommandKind.Chargeback
            or CommandKind.Representment
            ? (uint)(Extra / 2 * 3_600)
            : 0;
        return command;
    }

    private Command? SetBody(Command command) => Kind switch
    {
        CommandKind.AddParticipant => command,
        CommandKind.Tick => command with { Participant = 0, Tick = new TickBody { TimeMs = Amount == 7 ? 7 : 0 } },
        CommandKind.HistoryMark => command with { Participant = 0, HistoryMark = Mark() },
        CommandKind.OpenAccount => OpenAccount(command),
        CommandKind.SetAccountStatus =>
            command with { AccountStatus = new AccountStatusBody { Account = (ulong)Account, Status = (AccountStatus)Extra } },
        CommandKind.SetAccountTerms => command with
        {
            AccountTerms = new AccountTermsBody
            {
                Account = (ulong)Account,
                CreditLimit = Extra % 2 == 0 ? Math.Min(Amount, 100) : 0,
                MinimumBalance = Extra % 2 == 1 ? Math.Min(Amount, 100) : 0,
                Tier = (ushort)(Extra / 2),
            },
        },
        CommandKind.SetTierLimit => command with { Participant = 0, TierLimit = Limit() },
        CommandKind.SetColdStart => command with
        {
            Participant = 0,
            ColdStart = new ColdStartBody
            {
                Tier = (ushort)(Account % 3),
                MinimumSeconds = (uint)Extra * 600,
                MinimumPayments = (uint)(Counterparty % 3)
            },
        },
        CommandKind.SetBusinessDate => command with { BusinessDate = (ushort)(Extra * 11) },
        CommandKind.SetParticipantRights =>
            command with { ParticipantRights = new ParticipantRightsBody { Rights = (ParticipantRights)(Extra % 2) } },
        CommandKind.SetPositionCap => command with { PositionCap = new PositionCapBody { Cap = Amount, Currency = Currency.USD } },
        CommandKind.SetFee => command with
        {
            Fee = new FeeBody
            {
                On = FeeKinds[Counterparty % FeeKinds.Length],
                Fixed = Math.Min(Amount, 3),
                BasisPoints = (ushort)(Extra * 700),
                FeeAccount = (ulong)(Account > 3 ? 5 : Account),
                Currency = Currency.USD,
            },
        },
        CommandKind.SetCaptureTolerance => command with
        {
            Participant = 0,
            CaptureTolerance = new CaptureToleranceBody { MerchantCategoryCode = Category, BasisPoints = (ushort)(Extra * 1_000) },
        },
        CommandKind.BindInstrument or CommandKind.SetInstrument => command with { Instrument = Card() },
        CommandKind.OpenQuote => command with { Quote = Quote() },
        _ => null,
    };

    private Command OpenAccount(Command command)
    {
        var shape = Shapes[(Math.Max(Account, 1) - 1 + Counterparty) % Shapes.Length];
        return command with { OpenAccount = new OpenAccountBody { Account = (ulong)Account, Kind = shape.Kind, Currency = shape.Currency } };
    }

    /// <summary>
    /// Some ids say when they were made: at about the time at which a script comes to them, before it or after it.
    /// </summary>
    private static RequestId IdOf(int id)
    {
        var minutes = id % 2 == 0 ? 2_700 : 30;
        return id is > 100 and < 900 && id % 7 == 0
            ? RequestId.FromGuid(new Guid($"{BeginMs + (id - 100) * minutes * 60_000L:x12}7000800000000000{id:x4}"))
            : Requests.Id((ulong)id);
    }

    private HistoryMarkBody Mark() => new()
    {
        DurableThrough = (ulong)Amount,
        RetainedFrom = Extra == 4 ? (ulong)Counterparty : 0,
        RetainedFromTimeMs = Extra switch { 3 => -1, 4 => BeginMs + Original * 600_000L, _ => 0 },
    };

    private TierLimitBody Limit() => new()
    {
        Tier = (ushort)(Account % 3),
        Currency = Currency.USD,
        PerTransaction = Extra == 0 ? Amount : long.MaxValue,
        PerDay = Extra == 1 ? Amount : long.MaxValue,
        PerMonth = Extra == 2 ? Amount : long.MaxValue,
        PerDayCount = Extra == 3 ? (uint)Counterparty % 4 : uint.MaxValue,
        PerMonthCount = Extra == 4 ? (uint)Counterparty % 4 : uint.MaxValue,
    };

    private InstrumentBody Card() => new()
    {
        Token = (ulong)(Tokens + Counterparty % 3),
        Account = (ulong)Account,
        Kind = InstrumentKind.Card,
        Status = Kind == CommandKind.SetInstrument ? (InstrumentStatus)Extra : InstrumentStatus.Active,
        Tier = (ushort)(Original % 3),
    };

    private QuoteBody Quote() => new()
    {
        Numerator = Rates[Extra % Rates.Length].Numerator,
        Denominator = Rates[Extra % Rates.Length].Denominator,
        SellMaximum = Amount,
        SellLiquidity = Account == 2 ? 2UL : 8,
        BuyLiquidity = Counterparty == 3 ? 8UL : 9,
        RoundingAccount = 5,
        Sell = Currency.USD,
        Buy = Currency.JPY,
        Seconds = 3_600,
    };
}
