using System.Text;
using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Replay;

namespace TpWallet.Server.Tests;

public sealed class ReplayRunTests
{
    private const string Header = "tx_id,ts,customer_id,merchant_id,mcc,channel,amount_minor,currency\n";

    private static readonly TableSizesBody Tables = new() { Accounts = 20_000, DuplicateEntries = 200_000 };

    [Fact]
    public void Replay_decides_each_row_in_order_and_in_the_files_time()
    {
        using var target = new DemoTestSwitch([DemoTestSwitch.Genesis(ClockSource.External)], ClockSource.External);

        var result = Replay(target, Header + "1,1000,C1,M1,,,600,USD\n2,2000,C1,M1,,,600,USD\n3,3000,C1,M2,,,400,USD\n4,3000,C2,M1,,,1000,USD\n",
            openingUnits: 10);

        Assert.Equal("tx_id,decision,result_code\n1,approved,100\n2,declined,400\n3,approved,100\n4,approved,100\n", result.Decisions);
        Assert.Equal(3, result.Tally.Count(ResultClass.Success));
        Assert.Equal(1, result.Tally.Count(ResultClass.Declined));
        Assert.Equal(0, result.Tally.Replayed);
        Assert.Equal(3_000, target.Books.TimeMs);
        Assert.True(target.Books.Passed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(2_048)]
    public void Second_run_changes_nothing_and_decides_the_same(uint window)
    {
        using var target = new DemoTestSwitch([DemoTestSwitch.Genesis(ClockSource.External)], ClockSource.External);
        var text = Payments(1_000);

        var first = Replay(target, text, openingUnits: 500, window);
        var books = target.Books;
        var second = Replay(target, text, openingUnits: 500, window);

        Assert.Equal(first.Decisions, second.Decisions);
        Assert.Equal(0, first.Tally.Replayed);
        Assert.Equal(1_000, second.Tally.Replayed);
        Assert.Equal(books.TimeMs, target.Books.TimeMs);
        Assert.True(target.Books.Passed);
        Assert.True(first.Tally.Count(ResultClass.Declined) > 0 && first.Tally.Count(ResultClass.Success) > 0);
        Assert.All(target.Journal.GroupBy(static command => (command.Kind, command.RequestId))
            .Where(static group => group.Key.Kind == CommandKind.Purchase),
            static group => Assert.Equal(2, group.Count()));
    }

    [Fact]
    public void Longer_file_is_decided_from_where_the_shorter_one_ended()
    {
        using var target = new DemoTestSwitch([DemoTestSwitch.Genesis(ClockSource.External)], ClockSource.External);

        Replay(target, Payments(300), openingUnits: 500);
        var longer = Replay(target, Payments(500), openingUnits: 500);

        Assert.Equal(300, longer.Tally.Replayed);
        Assert.Equal(500, longer.Tally.Payments);
    }

    [Fact]
    public void Another_opening_balance_on_the_same_switch_is_refused_in_words()
    {
        using var target = new DemoTestSwitch([DemoTestSwitch.Genesis(ClockSource.External)], ClockSource.External);
        Replay(target, Payments(10), openingUnits: 500);

        var refused = Assert.Throws<ReplayRefusedException>(() => Replay(target, Payments(10), openingUnits: 501));

        Assert.Contains("--opening-balance", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Switch_in_its_own_time_gets_no_ticks()
    {
        using var target = new DemoTestSwitch([DemoTestSwitch.Genesis()]);

        var result = Replay(target, Payments(50), openingUnits: 500);

        Assert.Equal(50, result.Tally.Payments);
        Assert.DoesNotContain(target.Journal, static command => command.Kind == CommandKind.Tick);
    }

    [Fact]
    public void Bad_rows_are_passed_over_or_end_a_strict_run()
    {
        var text = Header + "1,1,C,M,,,5,USD\n2,1,C,M,,,oops,USD\n3,1,C,M,,,5,USD\n";
        using var target = new DemoTestSwitch([DemoTestSwitch.Genesis(ClockSource.External)], ClockSource.External);

        var lenient = Replay(target, text, openingUnits: 500);
        var strict = Replay(target, text, openingUnits: 500, strict: true);

        Assert.Equal(2, lenient.Tally.Payments);
        Assert.Equal(1, lenient.Run.BadRows);
        Assert.Null(lenient.Run.StoppedBy);
        Assert.Equal(1, strict.Tally.Payments);
        Assert.StartsWith("line 3: amount_minor", strict.Run.StoppedBy, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_that_is_cancelled_waits_for_what_is_in_flight_and_says_so()
    {
        using var target = new DemoTestSwitch([DemoTestSwitch.Genesis(ClockSource.External)], ClockSource.External);

        var result = Replay(target, Payments(10), openingUnits: 500, cancelled: true);

        Assert.Equal(0, result.Tally.Payments);
        Assert.NotNull(result.Run.StoppedBy);
    }

    [Fact]
    public void Replay_ends_with_the_reason_when_the_switch_goes_away()
    {
        using var target = new DemoTestSwitch([DemoTestSwitch.Genesis(ClockSource.External)], ClockSource.External);
        target.CrashAfter(500);

        var lost = Record.Exception(() => Replay(target, Payments(5_000), openingUnits: 500));

        Assert.IsType<System.Net.Sockets.SocketException>(lost);
    }

    [Fact]
    public void Paced_replay_counts_latency_from_when_a_payment_was_due()
    {
        using var target = new DemoTestSwitch([DemoTestSwitch.Genesis(ClockSource.External)], ClockSource.External);

        var result = Replay(target, Payments(200), openingUnits: 500, rate: 100_000);

        Assert.Equal(200, result.Tally.Payments);
        Assert.Equal(200, result.Tally.Latencies.Count);
    }

    private static string Payments(int count)
    {
        var text = new StringBuilder(Header);
        for (var number = 1; number <= count; number++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"{number},{number * 500},C{number % 17},M{number % 5},travel,pos,{1_000 + (number * 37 % 900)},USD\n");
        }

        return text.ToString();
    }

    private static (ReplayTally Tally, ReplayRun Run, string Decisions) Replay(
        DemoTestSwitch target, string text, long openingUnits, uint window = 256, bool strict = false, bool cancelled = false, double rate = 0)
    {
        var folder = Directory.CreateTempSubdirectory("tpwallet-test-").FullName;
        try
        {
            var input = Path.Combine(folder, "in.csv");
            var output = Path.Combine(folder, "out.csv");
            File.WriteAllText(input, text);
            using var file = ReplayFile.Open(input);
            var connection = AcquirerConnection.Connect(new ConnectionOptions
            {
                Port = target.Endpoint.Port,
                Role = SessionRole.Operator,
                Window = window,
            });
            var ticks = connection.Session.Clock == ClockSource.External;
            var commands = new ReplayCommands(new ReplaySettings(3, openingUnits, ticks, Tables));
            var run = new ReplayRun(file, new PaymentRowReader(file.Content), commands, rate, strict);
            ReplayTally tally;
            using (var decisions = new DecisionFile(output))
            {
                tally = new ReplayTally(decisions);
                using var pipeline = new CommandPipeline(connection, tally);
                run.Run(pipeline, new CancellationToken(cancelled));
            }

            var lines = File.ReadAllLines(output).Select(static line => line[..line.LastIndexOf(',')] + "\n");
            return (tally, run, string.Concat(lines));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
