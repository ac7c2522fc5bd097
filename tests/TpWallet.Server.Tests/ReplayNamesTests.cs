using System.Globalization;
using System.Text;
using TpWallet.Messages;
using TpWallet.Server.Replay;

namespace TpWallet.Server.Tests;

public sealed class ReplayNamesTests
{
    private const string Header = "tx_id,ts,customer_id,merchant_id,mcc,channel,amount_minor,currency";
    private const string Good = "1,1546300834000,C1,M1,gas_transport,pos,8053,USD";

    private static readonly ReplaySettings Settings = new(7, 100, Ticks: true, new TableSizesBody { Accounts = 1_000, DuplicateEntries = 1_000 });

    private static PaymentRow Row(string line, string header = Header)
    {
        var reader = new PaymentRowReader(new MemoryStream(Encoding.UTF8.GetBytes($"{header}\n{line}\n")));
        Assert.True(reader.Read(out var row) == CsvRead.Record, reader.Error);
        return row;
    }

    private static List<Command> CommandsFor(ReplayCommands commands, PaymentRow row)
    {
        var result = commands.For(row, out var error);
        Assert.Null(error);
        return [.. result];
    }

    [Fact]
    public void Account_number_is_the_beginning_of_the_hash_of_its_name()
    {
        // printf 'card|C1|USD' | sha256sum
        Assert.Equal("591c328962c4d9fe", DerivedAccount.OfCard("C1"u8, Currency.USD).Number.ToString("x16", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Account_differs_by_kind_id_and_currency()
    {
        DerivedAccount[] accounts =
        [
            DerivedAccount.OfCard("1"u8, Currency.USD), DerivedAccount.OfCard("2"u8, Currency.USD), DerivedAccount.OfCard("1"u8, Currency.EUR),
            DerivedAccount.OfMerchant("1"u8, Currency.USD), DerivedAccount.OfClearing(1, Currency.USD), DerivedAccount.OfClearing(2, Currency.USD),
        ];

        Assert.Equal(accounts.Length, accounts.Select(static account => account.Number).Distinct().Count());
    }

    [Fact]
    public void Request_id_is_the_same_for_the_same_row_wherever_it_stands()
    {
        var renamed = Row("x,USD,8053,pos,5541,M1,C1,1546300834000,1", "note,currency,amount_minor,channel,mcc,merchant_id,customer_id,ts,tx_id");

        Assert.Equal(Row(Good).RequestId, renamed.RequestId);
        Assert.Equal("e9ab3863-5d3f-8cbf-8064-8b8e283e1a20", Row(Good).RequestId.ToString());
    }

    [Theory]
    [InlineData("2,1546300834000,C1,M1,gas_transport,pos,8053,USD")]
    [InlineData("1,1546300834001,C1,M1,gas_transport,pos,8053,USD")]
    [InlineData("1,1546300834000,C2,M1,gas_transport,pos,8053,USD")]
    [InlineData("1,1546300834000,C1,M2,gas_transport,pos,8053,USD")]
    [InlineData("1,1546300834000,C1,M1,travel,pos,8053,USD")]
    [InlineData("1,1546300834000,C1,M1,gas_transport,ecom,8053,USD")]
    [InlineData("1,1546300834000,C1,M1,gas_transport,pos,8054,USD")]
    [InlineData("1,1546300834000,C1,M1,gas_transport,pos,8053,EUR")]
    public void Request_id_differs_when_any_field_of_the_row_does(string line) => Assert.NotEqual(Row(Good).RequestId, Row(line).RequestId);

    [Fact]
    public void Commands_of_the_first_row_prepare_everything_it_needs_before_the_payment()
    {
        var commands = CommandsFor(new ReplayCommands(Settings), Row(Good));

        Assert.Equal(
            [CommandKind.AddParticipant, CommandKind.Tick, CommandKind.OpenAccount, CommandKind.OpenAccount, CommandKind.Deposit,
                CommandKind.OpenAccount, CommandKind.Purchase],
            commands.Select(static command => command.Kind));
        Assert.All(commands, static command => Assert.Equal(7U, command.Participant));
        Assert.Equal(1_546_300_834_000, commands[1].Tick.TimeMs);
        Assert.Equal(10_000, commands[4].Amount);
        Assert.Equal(commands[2].OpenAccount.Account, commands[4].Counterparty);
        Assert.Equal(AccountKind.ExternalClearing, commands[2].OpenAccount.Kind);
        Assert.Equal(commands[3].OpenAccount.Account, commands[6].Account);
        Assert.Equal(commands[5].OpenAccount.Account, commands[6].Counterparty);
    }

    [Fact]
    public void Later_row_of_known_accounts_needs_a_tick_when_time_has_moved_and_nothing_else()
    {
        var commands = new ReplayCommands(Settings);
        CommandsFor(commands, Row(Good));

        var sameTime = CommandsFor(commands, Row("2,1546300834000,C1,M1,gas_transport,pos,1,USD"));
        var later = CommandsFor(commands, Row("3,1546300834001,C1,M1,gas_transport,pos,1,USD"));
        var late = CommandsFor(commands, Row("4,1546300834000,C1,M1,gas_transport,pos,1,USD"));

        Assert.Equal([CommandKind.Purchase], sameTime.Select(static command => command.Kind));
        Assert.Equal([CommandKind.Tick, CommandKind.Purchase], later.Select(static command => command.Kind));
        Assert.Equal([CommandKind.Purchase], late.Select(static command => command.Kind));
        Assert.Equal(1, commands.LateRows);
    }

    [Fact]
    public void Opening_balance_is_in_whole_units_of_each_currency()
    {
        Assert.Equal(100, Deposit("JPY"));
        Assert.Equal(10_000, Deposit("EUR"));
        Assert.Equal(100_000, Deposit("KWD"));
        Assert.Equal(100_000_000_000, Deposit("ETH"));

        static long Deposit(string currency) =>
            CommandsFor(new ReplayCommands(Settings), Row($"1,0,C,M,,,1,{currency}"))
                .Single(static command => command.Kind == CommandKind.Deposit).Amount;
    }

    [Fact]
    public void Switch_in_its_own_time_and_of_somebody_else_gets_neither_ticks_nor_growth()
    {
        var commands = new ReplayCommands(Settings with { Ticks = false, Tables = null });

        for (var number = 1; number < 3_000; number++)
        {
            Assert.DoesNotContain(
                CommandsFor(commands, Row($"{number},{number},C{number},M,,,1,USD")),
                static command => command.Kind is CommandKind.Tick or CommandKind.GrowTables);
        }
    }

    [Fact]
    public void Own_switch_is_grown_before_a_table_is_full()
    {
        var commands = new ReplayCommands(Settings);
        var accountsSize = 1_000L;
        var duplicatesSize = 1_000L;
        var remembered = 0L;
        for (var number = 1; number < 5_000; number++)
        {
            foreach (var command in CommandsFor(commands, Row($"{number},{number},C{number},M,,,1,USD")))
            {
                remembered += command.Kind == CommandKind.Tick ? 0 : 1;
                if (command.Kind == CommandKind.GrowTables)
                {
                    accountsSize = command.TableSizes.Accounts;
                    duplicatesSize = command.TableSizes.DuplicateEntries;
                }

                Assert.True(remembered <= duplicatesSize && commands.Accounts <= accountsSize);
            }
        }
    }

    [Fact]
    public void Same_rows_give_the_same_commands_and_each_command_its_own_id()
    {
        var first = new ReplayCommands(Settings);
        var second = new ReplayCommands(Settings);
        var ids = new HashSet<RequestId>();
        for (var number = 1; number < 3_000; number++)
        {
            var row = Row($"{number},{number / 3},C{number % 50},M{number % 7},,,1,USD");
            var commands = CommandsFor(first, row);
            Assert.Equal(commands, CommandsFor(second, row));
            Assert.All(commands, command => Assert.True(ids.Add(command.RequestId)));
        }
    }

    [Fact]
    public void Row_whose_account_number_belongs_to_another_name_is_refused()
    {
        var commands = new ReplayCommands(Settings);
        var row = Row(Good);
        CommandsFor(commands, row);

        var collision = row with { Payer = row.Payer with { Check = row.Payer.Check + 1 } };

        Assert.Empty(commands.For(collision, out var error));
        Assert.NotNull(error);
        Assert.Empty(commands.For(row with { Merchant = row.Payer }, out error));
        Assert.NotNull(error);
    }

    [Fact]
    public void Decision_file_says_each_payment_in_one_line()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var file = new DecisionFile(path))
            {
                file.Write(1, new Reply { Result = ResultCode.Approved, Class = ResultClass.Success }, 250);
                file.Write(3, new Reply { Result = ResultCode.InsufficientFunds, Class = ResultClass.Declined }, 99);
                file.Write(4, new Reply { Result = ResultCode.UnknownAccount, Class = ResultClass.Terminal }, 0);
            }

            Assert.Equal(
                "tx_id,decision,result_code,latency_us\n1,approved,100,250\n3,declined,400,99\n4,error,602,0\n", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
