using TpWallet.Core;
using TpWallet.Messages;

namespace TpWallet.Benchmarks;

/// <summary>A core with a participant, a merchant and funded wallets, and the frames that a participant sends it.</summary>
internal sealed class CoreWorld : IDisposable
{
    public const ulong Merchant = 1;
    public const ulong FirstWallet = 1_000;
    public const long TimeMs = 1_000;

    private const uint Participant = 1;
    private const ulong Clearing = 2;
    private const int Spare = 16;

    public CoreWorld(int wallets, int commands)
    {
        var genesis = Frame(CommandKind.Genesis, 1, CommandFlags.Operator);
        genesis.Participant = 0;
        genesis.Genesis.HashSeed = 11;
        genesis.Genesis.Tables = new TableSizesBody
        {
            Accounts = (uint)wallets + 2,
            OpenAuthorizations = (uint)commands + Spare,
            DuplicateEntries = (uint)((3 * commands) + (2 * wallets)) + Spare,
            Participants = 4,
            Instruments = 1,
        };
        MustApply(genesis);
        MustApply(Frame(CommandKind.AddParticipant, 2, CommandFlags.Operator));
        MustApply(Open(Merchant, AccountKind.Merchant));
        MustApply(Open(Clearing, AccountKind.ExternalClearing));
        for (ulong account = FirstWallet; account < FirstWallet + (ulong)wallets; account++)
        {
            MustApply(Open(account, AccountKind.CustomerWallet));
            var deposit = Frame(CommandKind.Deposit, account | (1UL << 62), CommandFlags.Operator);
            (deposit.Account, deposit.Counterparty, deposit.Amount, deposit.Currency) = (account, Clearing, 1_000_000_000, Currency.USD);
            MustApply(deposit);
        }
    }

    /// <summary>The core.</summary>
    public SwitchCore Core { get; } = new();

    /// <summary>A command with a request id of its own.</summary>
    public static Command Frame(CommandKind kind, ulong id, CommandFlags flags = CommandFlags.None) => new()
    {
        Kind = kind,
        Version = Command.CurrentVersion,
        Flags = flags,
        Participant = Participant,
        RequestId = new RequestId(id, (ulong)kind),
    };

    /// <summary>A payment of one cent to the merchant.</summary>
    public static Command Payment(CommandKind kind, ulong id, ulong wallet)
    {
        var command = Frame(kind, id);
        (command.Account, command.Counterparty, command.Amount, command.Currency) = (wallet, Merchant, 1, Currency.USD);
        return command;
    }

    /// <summary>Applies commands in order, asking for memory ahead as the engine does, but for the first and the last blocks.</summary>
    /// <returns>How many were approved.</returns>
    public int Apply(Command[] commands)
    {
        const int BlockSize = 8;
        var reply = default(Reply);
        var approved = 0;
        var sequence = Core.LastSequence;
        for (var index = 0; index < commands.Length; index++)
        {
            if (index % BlockSize == 0)
            {
                for (var ahead = index + BlockSize; ahead < Math.Min(index + 2 * BlockSize, commands.Length - 2 * BlockSize); ahead++)
                {
                    Core.CollectIndexes(commands[ahead + 2 * BlockSize]);
                    Core.CollectRecords(commands[ahead + BlockSize]);
                    Core.CollectParties(commands[ahead]);
                }

                Core.Prefetch();
            }

            Core.Apply(commands[index], ++sequence, TimeMs, ref reply);
            approved += reply.Result == ResultCode.Approved ? 1 : 0;
        }

        return approved;
    }

    /// <summary>Applies commands and fails when one isn't approved.</summary>
    public void MustApply(params Command[] commands)
    {
        if (Apply(commands) is var approved && approved != commands.Length)
        {
            throw new InvalidOperationException($"{approved} of {commands.Length} {commands[0].Kind} approved.");
        }
    }

    public void Dispose() => Core.Dispose();

    private static Command Open(ulong account, AccountKind kind)
    {
        var command = Frame(CommandKind.OpenAccount, account, CommandFlags.Operator);
        command.OpenAccount.Account = account;
        command.OpenAccount.Kind = kind;
        command.OpenAccount.Currency = Currency.USD;
        return command;
    }
}
