using System.Text.Json;
using System.Text.RegularExpressions;
using TpWallet.Messages;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Tests;

/// <summary>Commands that are given the members of a group.</summary>
public sealed class FailOverCommandTests : IDisposable
{
    private readonly FakeSwitch _one;
    private readonly FakeSwitch _two;
    private int _paymentsUntilFailOver = -1;

    public FailOverCommandTests()
    {
        _one = new FakeSwitch(AnswerOfOne);
        _two = new FakeSwitch(FakeSwitch.Approve) { LedgerId = _one.LedgerId, IsStandby = true, Primary = _one.Target };
    }

    private string Members => $"{_two.Target},{_one.Target}";

    [Fact]
    public async Task A_payment_finds_the_primary()
    {
        var run = await CommandLineRun.Of("deposit", "--target", Members, "--to", "1001", "--from", "9001", "--amount", "1.00", "--currency", "USD");

        Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.Error));
        Assert.Single(_one.Commands);
        Assert.Empty(_two.Commands);
    }

    [Fact]
    public async Task A_group_without_a_primary_is_told_with_what_each_member_said()
    {
        _one.IsStandby = true;
        _two.Primary = null;

        var run = await CommandLineRun.Of("account", "show", "1001", "--target", Members);

        Assert.Equal(ExitCodes.CannotConnect, run.ExitCode);
        Assert.Contains("No member of the group took a session within 5000 ms", run.Error, StringComparison.Ordinal);
        // On a loaded machine the last attempt at it may have come to nothing in time.
        Assert.Matches(
            $@"{Regex.Escape(_one.Target)}: (No session with [^;]* Before, it said: )?The switch is not the primary of its group, and names none\.",
            run.Error);
    }

    [Fact]
    public async Task A_member_that_is_not_primary_says_who_is()
    {
        var run = await CommandLineRun.Of("account", "show", "1001", "--target", _two.Target);

        Assert.Equal(ExitCodes.CannotConnect, run.ExitCode);
        Assert.Contains($"The switch is not the primary of its group: {_one.Target} is.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:1,nobody", "'nobody' is not HOST:PORT, such as 127.0.0.1:7400")]
    [InlineData("127.0.0.1:1,", "'' is not HOST:PORT, such as 127.0.0.1:7400")]
    [InlineData("127.0.0.1:1,127.0.0.1:1", "the member 127.0.0.1:1 is named twice")]
    public async Task A_wrong_member_is_named(string target, string message)
    {
        var run = await CommandLineRun.Of("account", "show", "1001", "--target", target);

        Assert.Equal(($"error: {message}", ExitCodes.Usage), (run.Error.TrimEnd(), run.ExitCode));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bench_goes_on_at_the_new_primary_and_every_request_is_answered_once(bool isOpenLoop)
    {
        _paymentsUntilFailOver = 200;
        string[] load = isOpenLoop ? ["--rate", "2000"] : [];
        var run = await CommandLineRun.Of(
        [
            "bench", "--target", Members, "--json", "--accounts", "10", "--seconds", "0.5", "--warmup", "0", "--connections", "3", "--window", "8",
            "--timeline-ms", "50", .. load,
        ]);

        Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.Error));
        var json = run.OutputJson();
        Assert.Equal((0, 1, 3), (Int(json, "errors"), Int(json, "fail_overs"), Int(json, "sessions_lost")));
        Assert.True(json.GetProperty("longest_gap_ms").GetDouble() > 0);
        var first = Payments(_one);
        var second = Payments(_two);
        Assert.Equal(first.Count, first.Distinct().Count()); // nothing twice on one session
        Assert.Equal(second.Count, second.Distinct().Count());
        Assert.InRange(first.Intersect(second).Count(), 1, 3 * 8); // what had no answer, at most the windows
        var timeline = json.GetProperty("timeline");
        Assert.Equal(50, Int(timeline, "interval_ms"));
        Assert.Equal(
            first.Union(second).Count(), timeline.GetProperty("points").EnumerateArray().Sum(static point => Int(point, "acknowledged")));
        var events = timeline.GetProperty("events").EnumerateArray().Select(static happened => happened.GetProperty("what").GetString()!);
        Assert.Equal(
            [$"primary {_one.Target}", $"primary {_two.Target}"], events.Where(static what => what.StartsWith("primary", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_replay_goes_on_at_the_new_primary_in_its_order()
    {
        _paymentsUntilFailOver = 100;
        var file = Path.Combine(Directory.CreateTempSubdirectory("tpwallet-test-").FullName, "payments.csv");
        await File.WriteAllLinesAsync(file, ["tx_id,ts,customer_id,merchant_id,amount_minor,currency",
            .. Enumerable.Range(1, 500).Select(static number => $"{number},{number},C{number % 7},M{number % 3},100,USD")]);

        var run = await CommandLineRun.Of("replay", file, "--target", Members, "--window", "32", "--json");

        Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.Error));
        var json = run.OutputJson();
        Assert.Equal((500, 500), (Int(json, "payments"), Int(json, "approved")));
        Assert.Equal(500, Purchases(_one).Union(Purchases(_two)).Count());
        Assert.Equal(Purchases(_two).Order(), Purchases(_two));
        Assert.InRange(Purchases(_one).Intersect(Purchases(_two)).Count(), 1, 32);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

        static List<long> Purchases(FakeSwitch fake) =>
        [
            .. fake.Commands.Where(static command => command.Kind == CommandKind.Purchase)
                .Select(static command => (long)command.SystemTraceAuditNumber),
        ];
    }

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
    }

    private static int Int(JsonElement json, string field) => json.GetProperty(field).GetInt32();

    private static List<RequestId> Payments(FakeSwitch fake) =>
        [.. fake.Commands.Where(static command => command.Kind == CommandKind.Authorize).Select(static command => command.RequestId)];

    private Reply AnswerOfOne(Command command)
    {
        if (command.Kind is CommandKind.Authorize or CommandKind.Purchase && Interlocked.Decrement(ref _paymentsUntilFailOver) == 0)
        {
            _one.IsStandby = true;
            _one.Primary = _two.Target;
            _two.IsStandby = false;
            _one.CutAll();
        }

        return FakeSwitch.Approve(command);
    }
}
