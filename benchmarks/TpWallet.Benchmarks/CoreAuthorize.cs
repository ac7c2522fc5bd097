using BenchmarkDotNet.Attributes;
using TpWallet.Core;
using TpWallet.Messages;

namespace TpWallet.Benchmarks;

/// <summary>
/// The core alone, one thread: authorizations on random wallets, each with a fresh request id. What to look at: nanoseconds an authorization, and
/// zero bytes allocated. Checks that every one was approved.
/// </summary>
[MemoryDiagnoser]
public class CoreAuthorize : IDisposable
{
    private const int Authorizations = 1 << 20;
    private const uint Participant = 1;
    private const ulong Merchant = 1;
    private const ulong Clearing = 2;
    private const ulong FirstWallet = 1_000;
    private const int IndexesAhead = 12;
    private const int RecordsAhead = 6;

    private readonly Command[] _commands = new Command[Authorizations];
    private SwitchCore _core = new();

    [Params(1_000, 100_000, 10_000_000)]
    public int Accounts { get; set; }

    [GlobalSetup]
    public void MakeCommands()
    {
        var random = new Random(7);
        for (var index = 0; index < Authorizations; index++)
        {
            ref var command = ref _commands[index];
            command = Frame(CommandKind.Authorize, (ulong)random.NextInt64(), CommandFlags.None);
            command.Account = FirstWallet + (ulong)random.Next(Accounts);
            command.Counterparty = Merchant;
            command.Amount = 1;
            command.Currency = Currency.USD;
        }
    }

    [IterationSetup]
    public void Furnish()
    {
        _core.Dispose();
        _core = new SwitchCore();
        var genesis = Frame(CommandKind.Genesis, 1, CommandFlags.Operator);
        genesis.Participant = 0;
        genesis.Genesis.HashSeed = 11;
        genesis.Genesis.Tables = new TableSizesBody
        {
            Accounts = (uint)Accounts + 2,
            OpenAuthorizations = Authorizations,
            DuplicateEntries = (uint)(Authorizations + 2 * Accounts) + 16,
            Participants = 4,
            Instruments = 1,
        };
        Apply(genesis);
        Apply(Frame(CommandKind.AddParticipant, 2, CommandFlags.Operator));
        Apply(Open(Merchant, AccountKind.Merchant));
        Apply(Open(Clearing, AccountKind.ExternalClearing));
        for (ulong account = FirstWallet; account < FirstWallet + (ulong)Accounts; account++)
        {
            Apply(Open(account, AccountKind.CustomerWallet));
            var deposit = Frame(CommandKind.Deposit, account | (1UL << 62), CommandFlags.Operator);
            (deposit.Account, deposit.Counterparty, deposit.Amount, deposit.Currency) = (account, Clearing, 1_000_000, Currency.USD);
            Apply(deposit);
        }
    }

    [Benchmark(OperationsPerInvoke = Authorizations)]
    public void Authorize()
    {
        var reply = default(Reply);
        var approved = 0;
        var sequence = _core.LastSequence;
        for (var index = 0; index < _commands.Length; index++)
        {
            if (index + IndexesAhead < _commands.Length)
            {
                _core.PrefetchIndexes(_commands[index + IndexesAhead]);
                _core.PrefetchRecords(_commands[index + RecordsAhead]);
            }

            _core.Apply(_commands[index], ++sequence, 1_000, ref reply);
            approved += reply.Result == ResultCode.Approved ? 1 : 0;
        }

        if (approved != Authorizations)
        {
            throw new InvalidOperationException($"{approved} of {Authorizations} approved.");
        }
    }

    public void Dispose()
    {
        _core.Dispose();
        GC.SuppressFinalize(this);
    }

    private static Command Frame(CommandKind kind, ulong id, CommandFlags flags) => new()
    {
        Kind = kind,
        Version = Command.CurrentVersion,
        Flags = flags,
        Participant = Participant,
        RequestId = new RequestId(id, (ulong)kind),
    };

    private static Command Open(ulong account, AccountKind kind)
    {
        var command = Frame(CommandKind.OpenAccount, account, CommandFlags.Operator);
        command.OpenAccount.Account = account;
        command.OpenAccount.Kind = kind;
        command.OpenAccount.Currency = Currency.USD;
        return command;
    }

    private void Apply(in Command command)
    {
        var reply = default(Reply);
        _core.Apply(command, _core.LastSequence + 1, 1_000, ref reply);
        if (reply.Result != ResultCode.Approved)
        {
            throw new InvalidOperationException($"{command.Kind}: {reply.Result}");
        }
    }
}
