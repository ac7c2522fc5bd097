using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

/// <summary>No kind of command allocates on the garbage collector's heap, approved or declined, alone or in a chain.</summary>
public sealed class AllocationTests : IDisposable
{
    private const int Rounds = 200;
    private const ulong Euros = 6001;

    private readonly TestSwitch _switch = TestSwitch.Furnished(Genesis(duplicates: 100_000, authorizations: 256));
    private readonly Reply[] _replies = new Reply[CommandLimits.ChainMax];
    private long _allocated;

    public void Dispose() => _switch.Dispose();

    [Fact]
    public void No_command_allocates()
    {
        Furnish();
        var allocated = new SortedDictionary<CommandKind, long>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var command in Commands(10_000 + (ulong)round * 50))
            {
                _allocated = 0;
                Measure(command);

                // The first rounds compile the code and take the memory that the tables grow into.
                allocated[command.Kind] = allocated.GetValueOrDefault(command.Kind) + (round < Rounds / 2 ? 0 : _allocated);
            }
        }

        Assert.All(allocated, static pair => Assert.Equal(0, pair.Value));
        Assert.True(allocated.Count >= 20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void No_chain_allocates_done_or_undone(long lastAmount)
    {
        Furnish();
        var allocated = 0L;
        for (ulong round = 0; round < Rounds; round++)
        {
            var id = 10_000 + round * 50;
            Command[] chain =
            [
                Linked(Deposit(id, 100)), Linked(Authorize(id + 1, 50)),
                Linked(About(CommandKind.Capture, id + 2, id + 1, 20) with { Flags = CommandFlags.MoreCapturesFollow }),
                Linked(About(CommandKind.Void, id + 3, id + 1)), Linked(Payment(CommandKind.Transfer, id + 4, 5, to: SecondWallet)),
                Linked(Payment(CommandKind.Purchase, id + 5, 9)),
                Linked(About(CommandKind.Refund, id + 6, id + 5)), Payment(CommandKind.Purchase, id + 7, lastAmount),
            ];
            var before = GC.GetAllocatedBytesForCurrentThread();
            _switch.Core.ApplyChain(chain, _switch.Core.LastSequence + 1, _switch.TimeMs, _replies);
            allocated += round < Rounds / 2 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(lastAmount == 1 ? ResultCode.Approved : ResultCode.LinkedCommandFailed, _replies[0].Result);
        }

        Assert.Equal(0, allocated);
    }

    private void Furnish()
    {
        _switch.Approve(OpenAccount(800, SecondWallet, AccountKind.CustomerWallet));
        _switch.Approve(OpenAccount(801, FeeAccount, AccountKind.Fee));
        _switch.Approve(OpenAccount(802, Dollars, AccountKind.Liquidity));
        _switch.Approve(OpenAccount(803, Euros, AccountKind.CustomerWallet, Currency.EUR));
        _switch.Approve(OpenAccount(804, Euros + 1, AccountKind.Liquidity, Currency.EUR));
        _switch.Approve(OpenAccount(805, Euros + 2, AccountKind.ExternalClearing, Currency.EUR));
        _switch.Approve(Deposit(806, 1_000_000, Euros + 1, Euros + 2, Currency.EUR));
        _switch.Approve(Deposit(807, 100_000, Merchant));
        _switch.Approve(Fee(808, CommandKind.Purchase, 1, 10));
        _switch.Approve(Tier(809, 1, once: 500_000));
        _switch.Approve(Terms(810, Wallet, tier: 1));
    }

    private void Measure(in Command command)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _switch.Core.Apply(command, _switch.Core.LastSequence + 1, _switch.TimeMs, ref _replies[0]);
        _allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.NotEqual(ResultClass.Malformed, _replies[0].Class);
        Assert.NotEqual(ResultCode.UnknownAuthorization, _replies[0].Result);
    }

    private Command[] Commands(ulong id)
    {
        _switch.TimeMs += 1_000;
        return
        [
            Deposit(id, 1_000), Authorize(id + 1, 50), About(CommandKind.IncrementAuthorization, id + 2, id + 1, 10),
            About(CommandKind.Capture, id + 3, id + 1, 20) with { Flags = CommandFlags.MoreCapturesFollow },
                About(CommandKind.Capture, id + 4, id + 1),
            About(CommandKind.Refund, id + 5, id + 1, 5), Authorize(id + 6, 5), About(CommandKind.Void, id + 7, id + 6), Authorize(id + 8, 5),
            About(CommandKind.Reversal, id + 9, id + 8), Payment(CommandKind.Purchase, id + 10, 30), About(CommandKind.Reversal, id + 11, id + 10),
            Payment(CommandKind.Purchase, id + 12, 500_001), Payment(CommandKind.Transfer, id + 13, 5, to: SecondWallet),
            Payment(CommandKind.Withdrawal, id + 14, 5, to: Clearing), Authorize(id + 15, 1, holdSeconds: 1), Tick(id + 16, 0),
                Balance(id + 17, Wallet),
            About(CommandKind.StatusInquiry, id + 18, id + 1), Payment(CommandKind.Purchase, id + 19, 30),
                ByOperator(About(CommandKind.Chargeback, id + 20, id + 19)),
            About(CommandKind.Representment, id + 21, id + 19), ByOperator(About(CommandKind.ResolveForMerchant, id + 22, id + 19)), Quote(id + 23),
            Payment(CommandKind.Exchange, id + 24, 10, to: Euros) with { OriginalRequestId = Id(id + 23) }, Authorize(id + 1, 50),
                Tier(id + 25, 1, once: 500_000),
            Terms(id + 26, Wallet, tier: 1), Status(id + 27, Wallet, AccountStatus.Active),
        ];
    }

    private static Command Quote(ulong id) => Configure(CommandKind.OpenQuote, id) with
    {
        Quote = new QuoteBody
        {
            Sell = Currency.USD,
            Buy = Currency.EUR,
            Numerator = 9,
            Denominator = 10,
            SellMaximum = 100,
            SellLiquidity = Dollars,
            BuyLiquidity = Euros + 1,
            RoundingAccount = FeeAccount,
            Seconds = 60,
        },
    };
}
