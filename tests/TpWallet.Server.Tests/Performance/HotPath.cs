using TpWallet.Core;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Bench;
using TpWallet.Server.Engine;

namespace TpWallet.Server.Tests.Performance;

/// <summary>What the engine does with a batch between socket and disk: copy, seal (CRC, hash chain), apply. In memory, one thread.</summary>
internal sealed class HotPath : IDisposable
{
    public const int BatchSize = 2_048;
    public const uint Wallets = 100_000;

    private readonly SwitchCore _core = new();
    private readonly CommandApplier _applier;
    private readonly SealedBatch _batch = new(BatchSize);
    private readonly PaymentLoad _payments = new(CommandKind.Authorize, Wallets, runId: 1, connection: 0, seed: 1);
    private readonly Command[] _commands = new Command[BatchSize];
    private readonly Reply[] _replies = new Reply[BatchSize];
    private Hash256 _hash;

    public HotPath(int batches)
    {
        _applier = new CommandApplier(_core);
        _commands[0] = new Command
        {
            Kind = CommandKind.Genesis,
            Version = Command.CurrentVersion,
            Flags = CommandFlags.Operator,
            RequestId = new RequestId(1, 1),
            Genesis = new GenesisBody
            {
                HashSeed = 1,
                Tables = new TableSizesBody
                {
                    Accounts = Wallets + 1_000,
                    OpenAuthorizations = (uint)(batches * BatchSize),
                    DuplicateEntries = (uint)(batches * BatchSize) + (2 * Wallets) + 1_000,
                    Participants = 4,
                    Instruments = 1,
                },
            },
        };
        Apply(1);
        var setup = new SetupLoad(Wallets);
        for (var count = Fill(setup); count > 0; count = Fill(setup))
        {
            Apply(count);
            for (var index = 0; index < count; index++)
            {
                setup.OnReply(index, _replies[index]);
            }
        }

        Assert.Equal(ResultCode.None, setup.Refusal);
        var memory = _core.TableMemory()!;
        while (memory.TakeNext())
        {
        }
    }

    /// <summary>Replies that weren't approvals.</summary>
    public int Refused { get; private set; }

    /// <summary>Bytes allocated in the timed part of the last batch.</summary>
    public long Allocated { get; private set; }

    /// <summary>The bytes of the last sealed batch.</summary>
    public ReadOnlySpan<byte> Sealed => _batch.Bytes;

    /// <summary>New commands for the next batch; no part of the time.</summary>
    public void Prepare()
    {
        foreach (ref var command in _commands.AsSpan())
        {
            command = new Command { Version = Command.CurrentVersion, Participant = BenchAccounts.Participant };
            _payments.Fill(CommandKind.Authorize, ref command);
        }
    }

    /// <summary>The hot path.</summary>
    public void Run()
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Apply(BatchSize);
        Allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
    }

    /// <summary>Looks at the replies of the last batch.</summary>
    public void Check()
    {
        foreach (ref readonly var reply in _replies.AsSpan())
        {
            Refused += reply.Result == ResultCode.Approved ? 0 : 1;
        }
    }

    public void Dispose()
    {
        _batch.Dispose();
        _core.Dispose();
    }

    private void Apply(int count)
    {
        _batch.Reset();
        foreach (ref readonly var command in _commands.AsSpan(0, count))
        {
            _batch.Append(command);
        }

        _batch.Seal(_core.LastSequence + 1, timeMs: 1_000, epoch: 1, _hash);
        _hash = _batch.Hash;
        _applier.Apply(new ArrayBatch(_commands, _replies, count, timeMs: 1_000), _core.LastSequence + 1);
    }

    private int Fill(SetupLoad setup)
    {
        var count = 0;
        while (count < BatchSize)
        {
            _commands[count] = new Command
            {
                Version = Command.CurrentVersion,
                Flags = CommandFlags.Operator,
                Participant = BenchAccounts.Participant,
            };
            if (!setup.TryNext(count, ref _commands[count]))
            {
                break;
            }

            count++;
        }

        return count;
    }
}
