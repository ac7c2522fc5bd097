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

    public static RequestId Id(ulong number) => new(number, 0xA11CE);

    public static Command Of(CommandKind kind, ulong id, uint participant = Acquirer, bool byOperator = false) => new()
    {
        Kind = kind,
        Version = Command.CurrentVersion,
        Flags = byOperator ? CommandFlags.Operator : CommandFlags.None,
        Participant = participant,
        RequestId = Id(id),
    };

    public static Command Genesis(uint accounts = 64, uint authorizations = 64, uint duplicates = 1024, uint participants = 16, uint instruments = 16, ClockSource clock = ClockSource.Sequencer)
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
        CommandKind kind, ulong id, long amount, ulong from = Wallet, ulong to = Merchant, Currency currency = Currency.USD, uint participant = Acquirer)
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
}
