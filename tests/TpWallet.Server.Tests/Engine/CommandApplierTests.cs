using TpWallet.Client;
using TpWallet.Core;
using TpWallet.Disruptor;
using TpWallet.Messages;
using TpWallet.Server.Engine;
using TpWallet.Server.Engine.Recovery;
using Xunit.Abstractions;

namespace TpWallet.Server.Tests.Engine;

/// <summary>New commands and commands read back from the journal are split into chains by the same code, so they do the same.</summary>
public sealed class CommandApplierTests(ITestOutputHelper log)
{
    private const int Seed = 20_260_302;
    private const long TimeMs = 1_772_000_000_000;
    private const ulong Merchant = 20;
    private const ulong Clearing = 30;
    private const uint Wallets = 5;

    [Fact]
    public void A_chain_is_carried_out_whole_or_not_at_all()
    {
        using var core = NewCore(out var sequence);
        var replies = Apply(core, ref sequence, [.. Chain(Pay(1, 600), Pay(2, 400)), .. Chain(Pay(1, 300), Pay(2, 10_000)), Pay(3, 1)]);

        Assert.Equal(
            [ResultCode.Approved, ResultCode.Approved, ResultCode.LinkedCommandFailed, ResultCode.InsufficientFunds, ResultCode.Approved],
            replies.Select(static reply => reply.Result));
        Assert.Equal((400, 600), (Balance(core, ref sequence, 1), Balance(core, ref sequence, 2)));
    }

    [Theory]
    [InlineData(CommandLimits.ChainMax, ResultCode.Approved)]
    [InlineData(CommandLimits.ChainMax + 1, ResultCode.ChainTooLong)]
    [InlineData(40, ResultCode.ChainTooLong)]
    public void A_chain_has_a_longest_length(int length, ResultCode expected)
    {
        using var core = NewCore(out var sequence);
        var replies = Apply(core, ref sequence, Chain([.. Enumerable.Range(0, length).Select(static _ => Pay(1, 1))]));
        Assert.All(replies, reply => Assert.Equal(expected, reply.Result));
        Assert.Equal(expected == ResultCode.Approved ? 1_000 - length : 1_000, Balance(core, ref sequence, 1));
    }

    [Fact]
    public void A_chain_without_an_end_is_refused_and_what_came_before_it_stands()
    {
        using var core = NewCore(out var sequence);
        var linked = Pay(1, 1) with { Flags = CommandFlags.Linked };
        var replies = Apply(core, ref sequence, [Pay(1, 5), linked, linked]);
        Assert.Equal([ResultCode.Approved, ResultCode.ChainTooLong, ResultCode.ChainTooLong], replies.Select(static reply => reply.Result));
        Assert.Equal(995, Balance(core, ref sequence, 1));
    }

    [Fact]
    public void New_and_replayed_commands_leave_the_same_state_whatever_they_are()
    {
        log.WriteLine($"Seed {Seed}");
        var random = new Random(Seed);
        using var ring = new RingBuffer<Slot>(64, new AdaptiveWaitStrategy());
        using var live = NewCore(out var liveSequence);
        using var replayed = NewCore(out var replayedSequence);
        var (applier, replay) = (new CommandApplier(live), new CommandApplier(replayed));
        for (var (batch, first) = (0, 0L); batch < 500; batch++)
        {
            var commands = Enumerable.Range(0, random.Next(1, 60)).Select(_ => RandomCommand(random)).ToArray();
            var timeMs = TimeMs + batch;
            for (var index = 0; index < commands.Length; index++)
            {
                ref var slot = ref ring[first + index];
                slot.Command = commands[index];
                slot.Reply = new Reply { TimeMs = timeMs };
            }

            applier.Apply(new SlotBatch(ring, first, first + commands.Length - 1), liveSequence);
            var reply = default(Reply);
            replay.Apply(new ReplayedBatch(commands, timeMs, ref reply), replayedSequence);
            Assert.Equal(ring[first + commands.Length - 1].Reply, reply);
            first += commands.Length;
            liveSequence += (ulong)commands.Length;
            replayedSequence += (ulong)commands.Length;
        }

        Assert.Equal(live.StateHash(), replayed.StateHash());
        Assert.True(live.Audit().Passed);
    }

    private static Command RandomCommand(Random random) => Pay((ulong)random.Next(1, (int)Wallets + 1), random.Next(1, 40), random) with
    {
        Flags = random.Next(3) == 0 ? CommandFlags.None : CommandFlags.Linked,
    };

    private static Command[] Chain(params Command[] commands)
    {
        foreach (ref var command in commands.AsSpan(0, commands.Length - 1))
        {
            command.Flags |= CommandFlags.Linked;
        }

        return commands;
    }

    private static Command Pay(ulong wallet, long amount, Random? random = null) => PaymentCommands.Purchase(
        1, random is null ? RequestId.FromGuid(Guid.NewGuid()) : new RequestId((ulong)random.NextInt64(), 1), wallet, Merchant, amount, Currency.USD);

    private static Reply[] Apply(SwitchCore core, ref ulong sequence, Command[] commands)
    {
        using var ring = new RingBuffer<Slot>(64, new AdaptiveWaitStrategy());
        for (var index = 0; index < commands.Length; index++)
        {
            ring[index].Command = commands[index];
            ring[index].Reply.TimeMs = TimeMs;
        }

        new CommandApplier(core).Apply(new SlotBatch(ring, 0, commands.Length - 1), sequence);
        sequence += (ulong)commands.Length;
        return [.. Enumerable.Range(0, commands.Length).Select(index => ring[index].Reply)];
    }

    private static long Balance(SwitchCore core, ref ulong sequence, ulong account) =>
        Apply(core, ref sequence, [PaymentCommands.BalanceInquiry(1, RequestId.FromGuid(Guid.NewGuid()), account)])[0].Amount;

    private static SwitchCore NewCore(out ulong sequence)
    {
        var core = new SwitchCore();
        sequence = 1;
        ulong id = 1;
        var genesis = PaymentCommands.AddParticipant(0, new RequestId(7, id++)) with { Kind = CommandKind.Genesis };
        genesis.Genesis = new GenesisBody
        {
            Tables = new TableSizesBody
            {
                Accounts = 100,
                OpenAuthorizations = 50_000,
                DuplicateEntries = 50_000,
                Participants = 10,
                Instruments = 10
            },
        };
        List<Command> commands =
        [
            genesis,
            PaymentCommands.AddParticipant(1, new RequestId(7, id++)),
            PaymentCommands.OpenAccount(1, new RequestId(7, id++), Merchant, AccountKind.Merchant, Currency.USD),
            PaymentCommands.OpenAccount(1, new RequestId(7, id++), Clearing, AccountKind.ExternalClearing, Currency.USD),
        ];
        for (ulong wallet = 1; wallet <= Wallets; wallet++)
        {
            commands.Add(PaymentCommands.OpenAccount(1, new RequestId(7, id++), wallet, AccountKind.CustomerWallet, Currency.USD));
            commands.Add(PaymentCommands.Deposit(1, new RequestId(7, id++), wallet, Clearing, 1_000, Currency.USD));
        }

        var replies = Apply(core, ref sequence, [.. commands.Select(static command => command with { Flags = CommandFlags.Operator })]);
        Assert.All(replies, static reply => Assert.Equal(ResultCode.Approved, reply.Result));
        return core;
    }
}
