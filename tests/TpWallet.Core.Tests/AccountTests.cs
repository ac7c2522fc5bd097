using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

public sealed class AccountTests : IDisposable
{
    private readonly TestSwitch _switch = TestSwitch.Furnished();

    public void Dispose() => _switch.Dispose();

    [Fact]
    public void Opening_an_account_again_is_fine_with_the_same_properties_alone()
    {
        Assert.Equal(ResultCode.Approved, _switch.Send(OpenAccount(10, Wallet, AccountKind.CustomerWallet)).Result);
        Assert.Equal(ResultCode.AccountExistsWithOtherProperties, _switch.Send(OpenAccount(11, Wallet, AccountKind.Merchant)).Result);
        Assert.Equal(ResultCode.AccountExistsWithOtherProperties,
            _switch.Send(OpenAccount(12, Wallet, AccountKind.CustomerWallet, Currency.EUR)).Result);
        Assert.Equal(
            ResultCode.AccountExistsWithOtherProperties,
            _switch.Send(OpenAccount(13, Wallet, AccountKind.CustomerWallet, participant: OtherAcquirer)).Result);
    }

    [Theory]
    [InlineData(CommandKind.OpenAccount)]
    [InlineData(CommandKind.Deposit)]
    [InlineData(CommandKind.AddParticipant)]
    [InlineData(CommandKind.GrowTables)]
    [InlineData(CommandKind.Tick)]
    [InlineData(CommandKind.Genesis)]
    public void What_is_the_operators_is_refused_to_an_acquirer(CommandKind kind)
    {
        var command = kind switch
        {
            CommandKind.OpenAccount => OpenAccount(10, 5, AccountKind.CustomerWallet),
            CommandKind.Deposit => Deposit(10, 1_00),
            CommandKind.AddParticipant => AddParticipant(10, 12),
            CommandKind.Genesis => Genesis(),
            _ => Of(kind, 10, participant: 0),
        };
        command.Flags = CommandFlags.None;

        Assert.Equal(ResultCode.NotPermitted, _switch.Send(command).Result);
    }

    [Fact]
    public void An_acquirer_collects_for_its_own_merchants_alone()
    {
        Assert.Equal(ResultCode.NotPermitted, _switch.Send(Payment(CommandKind.Purchase, 10, 1_00, participant: OtherAcquirer)).Result);
        Assert.Equal(ResultCode.NotPermitted, _switch.Send(Payment(CommandKind.Authorize, 11, 1_00, participant: OtherAcquirer)).Result);
        Assert.Equal(ResultCode.NotPermitted, _switch.Send(Balance(12, Wallet, OtherAcquirer)).Result);
    }

    [Fact]
    public void A_foreign_acquirer_learns_nothing_about_the_balance()
    {
        _switch.Send(OpenAccount(10, 2002, AccountKind.Merchant, participant: OtherAcquirer));

        var approved = _switch.Send(Payment(CommandKind.Purchase, 11, 1_00, to: 2002, participant: OtherAcquirer));
        var declined = _switch.Send(Payment(CommandKind.Purchase, 12, 1000_00, to: 2002, participant: OtherAcquirer));

        Assert.Equal((ResultCode.Approved, 0L), (approved.Result, approved.Available));
        Assert.Equal((ResultCode.InsufficientFunds, 0L), (declined.Result, declined.Available));
    }

    [Fact]
    public void Guards_answer_in_their_order_of_precedence()
    {
        _switch.Send(OpenAccount(10, 3001, AccountKind.CustomerWallet, Currency.JPY));
        var malformed = Payment(CommandKind.Purchase, 20, -1, from: 424242);
        Assert.Equal(ResultCode.AmountOutOfRange, _switch.Send(malformed).Result);
        Assert.Equal(ResultCode.UnknownAccount, _switch.Send(Payment(CommandKind.Purchase, 21, 1, from: 424242, participant: OtherAcquirer)).Result);
        Assert.Equal(ResultCode.NotPermitted, _switch.Send(Payment(CommandKind.Purchase, 22, 1, from: Clearing, participant: OtherAcquirer)).Result);
        Assert.Equal(ResultCode.AccountKindNotAllowed,
            _switch.Send(Payment(CommandKind.Purchase, 23, 1, from: Clearing, currency: Currency.EUR)).Result);
        Assert.Equal(ResultCode.CurrencyMismatch, _switch.Send(Payment(CommandKind.Purchase, 24, CommandLimits.AmountMax, from: 3001)).Result);
        Assert.Equal(ResultCode.InsufficientFunds, _switch.Send(Payment(CommandKind.Purchase, 25, CommandLimits.AmountMax)).Result);
    }

    [Fact]
    public void Totals_that_would_not_fit_64_bits_are_refused_not_wrapped()
    {
        for (ulong index = 0; index < 9; index++)
        {
            Assert.Equal(ResultCode.Approved, _switch.Send(Deposit(100 + index, CommandLimits.AmountMax)).Result);
        }

        Assert.Equal(ResultCode.BalanceOverflow, _switch.Send(Deposit(110, CommandLimits.AmountMax)).Result);
        Assert.Equal(ResultCode.Approved, _switch.Send(Deposit(111, long.MaxValue - 9 * CommandLimits.AmountMax - 100_00)).Result);
        Assert.Equal(ResultCode.BalanceOverflow, _switch.Send(Deposit(112, 1)).Result);
        Assert.Equal((long.MaxValue, long.MaxValue), _switch.BalanceOf(Wallet));
    }

    [Fact]
    public void Full_tables_refuse_with_their_own_codes_and_grow_by_command()
    {
        using var small = TestSwitch.Furnished(Genesis(accounts: 3, participants: 2));
        Assert.Equal(ResultCode.AccountsFull, small.Send(OpenAccount(10, 1, AccountKind.Fee)).Result);
        Assert.Equal(ResultCode.ParticipantsFull, small.Send(AddParticipant(11, 99)).Result);
        var grow = Of(CommandKind.GrowTables, 12, participant: 0, byOperator: true);
        grow.TableSizes = new TableSizesBody { Accounts = 10_000, DuplicateEntries = 20_000, Participants = 5 };
        Assert.Equal(ResultCode.Approved, small.Send(grow).Result);
        Assert.Equal(ResultCode.Approved, small.Send(AddParticipant(13, 99)).Result);
        for (ulong account = 10_001; account < 19_998; account++)
        {
            Assert.Equal(ResultCode.Approved, Apply(small, OpenAccount(account, account, AccountKind.Fee)));
        }

        Assert.Equal((100_00, 100_00), small.BalanceOf(Wallet));
        grow.TableSizes.Accounts = 9_999;
        grow.RequestId = Id(14);
        Assert.Equal(ResultCode.TableSizeOutOfRange, small.Send(grow).Result);
    }

    [Fact]
    public void Before_the_genesis_everything_is_refused_and_there_is_one_genesis()
    {
        using var empty = new TestSwitch();
        Assert.Equal(ResultCode.GenesisOutOfPlace, empty.Send(Balance(1, Wallet)).Result);
        var genesis = Genesis();
        genesis.Genesis.Tables.Accounts = 0;
        Assert.Equal(ResultCode.TableSizeOutOfRange, empty.Send(genesis).Result);
        Assert.Equal(ResultCode.Approved, empty.Send(Genesis()).Result);
        Assert.Equal(ResultCode.GenesisOutOfPlace, empty.Send(Genesis()).Result);
        Assert.Equal(ResultCode.UnknownParticipant, empty.Send(Balance(2, Wallet)).Result);
    }

    private static ResultCode Apply(TestSwitch target, in Command command)
    {
        var reply = default(Reply);
        target.Core.Apply(command, target.Core.LastSequence + 1, target.TimeMs, ref reply);
        return reply.Result;
    }
}
