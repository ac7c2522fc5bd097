using TpWallet.Messages;

namespace TpWallet.Core.Tests;

/// <summary>Builds commands as a session's gateway would deliver them.</summary>
internal static class Requests
{
    public const uint Acquirer = 7;
    public const uint OtherAcquirer = 8;
    public const ulong Wallet = 1001;
    public const ulong Merchant = 2001;
    public const ulong Clearing = 9001;

    // Of a large furnishing: see TestSwitch.
    public const ulong SecondWallet = 1002;
    public const ulong ForeignWallet = 1003;
    public const ulong ForeignMerchant = 2002;
    public const ulong FeeAccount = 3001;
    public const ulong Settlement = 4001;
    public const ulong Dollars = 5001;

    public static RequestId Id(ulong number) => new(number, 0xA11CE);

    public static Command Of(CommandKind kind, ulong id, uint participant = Acquirer, bool byOperator = false) => new()
    {
        Kind = kind,
        Version = Command.CurrentVersion,
        Flags = byOperator ? CommandFlags.Operator : CommandFlags.None,
        Participant = participant,
        RequestId = Id(id),
    };

    public static Command Genesis(uint accounts = 64, uint authorizations = 64, uint duplicates = 1024, uint participants = 16,
        uint instruments = 16, ClockSource clock = ClockSource.Sequencer)
    {
        var command = Of(CommandKind.Genesis, 1, participant: 0, byOperator: true);
        command.Genesis.Tables = new TableSizesBody
        {
            Accounts = accounts,
            OpenAuthorizations = authorizations,
            DuplicateEntries = duplicates,
            Participants = participants,
            Instruments = instruments,
        };
        command.Genesis.Clock = clock;
        command.Genesis.HashSeed = 42;
        return command;
    }

    public static Command AddParticipant(ulong id, uint participant) => Of(CommandKind.AddParticipant, id, participant, byOperator: true);

    public static Command OpenAccount(ulong id, ulong account, AccountKind kind, Currency currency = Currency.USD, uint participant = Acquirer)
    {
        var command = Of(CommandKind.OpenAccount, id, participant, byOperator: true);
        command.OpenAccount.Account = account;
        command.OpenAccount.Kind = kind;
        command.OpenAccount.Currency = currency;
        return command;
    }

    public static Command Payment(
        CommandKind kind, ulong id, long amount, ulong from = Wallet, ulong to = Merchant, Currency currency = Currency.USD,
            uint participant = Acquirer)
    {
        var command = Of(kind, id, participant, byOperator: kind == CommandKind.Deposit);
        command.Account = from;
        command.Counterparty = to;
        command.Amount = amount;
        command.Currency = currency;
        return command;
    }

    public static Command Deposit(ulong id, long amount, ulong to = Wallet, ulong from = Clearing, Currency currency = Currency.USD) =>
        Payment(CommandKind.Deposit, id, amount, to, from, currency);

    public static Command Authorize(ulong id, long amount, ulong from = Wallet, ulong to = Merchant, uint holdSeconds = 0)
    {
        var command = Payment(CommandKind.Authorize, id, amount, from, to);
        command.HoldSeconds = holdSeconds;
        return command;
    }

    public static Command About(CommandKind kind, ulong id, ulong original, long amount = 0, uint participant = Acquirer)
    {
        var command = Of(kind, id, participant);
        command.OriginalRequestId = Id(original);
        command.Amount = amount;
        return command;
    }

    public static Command Balance(ulong id, ulong account, uint participant = Acquirer)
    {
        var command = Of(CommandKind.BalanceInquiry, id, participant);
        command.Account = account;
        return command;
    }

    public static Command Tick(ulong id, long timeMs)
    {
        var command = Of(CommandKind.Tick, id, participant: 0, byOperator: true);
        command.Tick.TimeMs = timeMs;
        return command;
    }

    public static Command HistoryMark(ulong id, ulong durableThrough, ulong retainedFrom = 0, long retainedFromTimeMs = 0) =>
        Of(CommandKind.HistoryMark, id, participant: 0, byOperator: true) with
        {
            HistoryMark = new HistoryMarkBody
            {
                DurableThrough = durableThrough,
                RetainedFrom = retainedFrom,
                RetainedFromTimeMs = retainedFromTimeMs,
            },
        };

    public static Command Configure(CommandKind kind, ulong id, uint participant = Acquirer) => Of(kind, id, participant, byOperator: true);

    public static Command Status(ulong id, ulong account, AccountStatus status) =>
        Configure(CommandKind.SetAccountStatus, id) with { AccountStatus = new AccountStatusBody { Account = account, Status = status } };

    public static Command Terms(ulong id, ulong account, long creditLimit = 0, long minimumBalance = 0, ushort tier = 0,
        uint participant = Acquirer) =>
        Configure(CommandKind.SetAccountTerms, id, participant) with
        {
            AccountTerms = new AccountTermsBody { Account = account, CreditLimit = creditLimit, MinimumBalance = minimumBalance, Tier = tier },
        };

    public static Command Tier(
        ulong id, ushort tier, long once = long.MaxValue, long day = long.MaxValue, long month = long.MaxValue,
            uint dayCount = uint.MaxValue, uint monthCount = uint.MaxValue) =>
        Configure(CommandKind.SetTierLimit, id, participant: 0) with
        {
            TierLimit = new TierLimitBody
            {
                Tier = tier,
                Currency = Currency.USD,
                PerTransaction = once,
                PerDay = day,
                PerMonth = month,
                PerDayCount = dayCount,
                PerMonthCount = monthCount,
            },
        };

    public static Command BusinessDate(ulong id, ushort date, uint participant = Acquirer) =>
        Configure(CommandKind.SetBusinessDate, id, participant) with { BusinessDate = date };

    public static Command Fee(ulong id, CommandKind on, long fixedPart, ushort basisPoints = 0, uint participant = Acquirer) =>
        Configure(CommandKind.SetFee, id, participant) with
        {
            Fee = new FeeBody { On = on, Fixed = fixedPart, BasisPoints = basisPoints, FeeAccount = FeeAccount, Currency = Currency.USD },
        };

    public static Command Cap(ulong id, long cap, uint participant = Acquirer) =>
        Configure(CommandKind.SetPositionCap, id, participant) with { PositionCap = new PositionCapBody { Cap = cap, Currency = Currency.USD } };

    public static Command Instrument(CommandKind kind, ulong id, ulong token, ulong account = Wallet,
        InstrumentStatus status = InstrumentStatus.Active, ushort tier = 0) =>
        Configure(kind, id) with
        {
            Instrument = new InstrumentBody { Token = token, Account = account, Kind = InstrumentKind.Card, Status = status, Tier = tier },
        };

    public static Command Tolerance(ulong id, ushort merchantCategory, ushort basisPoints) =>
        Configure(CommandKind.SetCaptureTolerance, id, participant: 0) with
        {
            CaptureTolerance = new CaptureToleranceBody { MerchantCategoryCode = merchantCategory, BasisPoints = basisPoints },
        };

    public static Command ByOperator(Command command) => command with { Flags = command.Flags | CommandFlags.Operator };

    public static Command Linked(Command command) => command with { Flags = command.Flags | CommandFlags.Linked };
}
