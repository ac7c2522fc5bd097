using TpWallet.Messages;

namespace TpWallet.Simulation.Clients;

/// <summary>The commands of a run: first the few that furnish the switch, then payments and questions about them.</summary>
internal sealed class Workload(SeededRandom random)
{
    private const uint Acquirer = 7;
    private const int Wallets = 4;
    private const int Merchants = 2;
    private readonly List<RequestId> _holds = [];
    private ulong _ids = 1_000_000;

    /// <summary>Genesis, a participant, accounts and deposits; sequence 1 and on.</summary>
    public static Command[] Furnishing()
    {
        var commands = new List<Command> { Genesis(), Of(CommandKind.AddParticipant, 2, byOperator: true) };
        for (ulong wallet = 1; wallet <= Wallets; wallet++)
        {
            commands.Add(Open(10 + wallet, 1000 + wallet, AccountKind.CustomerWallet));
        }

        for (ulong merchant = 1; merchant <= Merchants; merchant++)
        {
            commands.Add(Open(20 + merchant, 2000 + merchant, AccountKind.Merchant));
        }

        commands.Add(Open(30, 9001, AccountKind.ExternalClearing));
        for (ulong wallet = 1; wallet <= Wallets; wallet++)
        {
            commands.Add(Payment(CommandKind.Deposit, 40 + wallet, 1000 + wallet, 9001, 1_000_00, byOperator: true));
        }

        return [.. commands];
    }

    public Command Next()
    {
        var id = ++_ids;
        var wallet = 1001 + (ulong)random.Below(Wallets);
        var merchant = 2001 + (ulong)random.Below(Merchants);
        switch (random.Below(10))
        {
            case 0 or 1:
                return Of(CommandKind.BalanceInquiry, id) with { Account = wallet };
            case 2 or 3 when _holds.Count > 0:
                return Of(CommandKind.Capture, id) with { OriginalRequestId = random.Pick(_holds) };
            case 4 or 5:
                var hold = Payment(CommandKind.Authorize, id, wallet, merchant, random.Between(1, 50_00));
                _holds.Add(hold.RequestId);
                return hold;
            case 6:
                return Payment(CommandKind.Transfer, id, wallet, 1001 + ((wallet - 1000) % Wallets), random.Between(1, 100_00));
            default:
                return Payment(CommandKind.Purchase, id, wallet, merchant, random.Between(1, 50_00));
        }
    }

    private static Command Of(CommandKind kind, ulong id, bool byOperator = false) => new()
    {
        Kind = kind,
        Version = Command.CurrentVersion,
        Flags = byOperator ? CommandFlags.Operator : CommandFlags.None,
        Participant = kind == CommandKind.Genesis ? 0 : Acquirer,
        RequestId = new RequestId(id, 0x51),
    };

    private static Command Genesis()
    {
        var genesis = Of(CommandKind.Genesis, 1, byOperator: true);
        genesis.Genesis.HashSeed = 42;
        genesis.Genesis.Tables = new TableSizesBody
        {
            Accounts = 64,
            OpenAuthorizations = 4096,
            DuplicateEntries = 8192,
            Participants = 4,
            Instruments = 4,
        };
        return genesis;
    }

    private static Command Open(ulong id, ulong account, AccountKind kind)
    {
        var open = Of(CommandKind.OpenAccount, id, byOperator: true);
        open.OpenAccount.Account = account;
        open.OpenAccount.Kind = kind;
        open.OpenAccount.Currency = Currency.USD;
        return open;
    }

    private static Command Payment(CommandKind kind, ulong id, ulong from, ulong to, long amount, bool byOperator = false) =>
        Of(kind, id, byOperator) with { Account = from, Counterparty = to, Amount = amount, Currency = Currency.USD };
}
