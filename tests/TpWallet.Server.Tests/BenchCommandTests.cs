using System.Text.Json;
using TpWallet.Messages;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Tests;

public sealed class BenchCommandTests
{
    private static readonly string[] Fields =
    [
        "acknowledged_per_s", "offered_per_s", "p50_us", "p90_us", "p99_us", "p99_9_us", "p99_99_us", "max_us",
        "declined", "errors", "durability", "connections", "window", "seconds", "seed", "accounts", "mix",
    ];

    [Theory]
    [InlineData("authorize")]
    [InlineData("purchase")]
    [InlineData("lifecycle")]
    public async Task A_closed_loop_reports_what_the_switch_answered(string mix)
    {
        using var fake = new FakeSwitch(FakeSwitch.Approve);
        var (run, json) = await BenchAsync(fake, "--mix", mix, "--connections", "3", "--window", "4", "--seed", "42");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.All(Fields, field => Assert.True(json.TryGetProperty(field, out _), field));
        Assert.Equal("memory", json.GetProperty("durability").GetString());
        Assert.Equal((3, 4, 42), (Int(json, "connections"), Int(json, "window"), Int(json, "seed")));
        Assert.True(json.GetProperty("acknowledged_per_s").GetDouble() > 0);
        Assert.Equal(0, Int(json, "errors"));
        Assert.True(json.GetProperty("p50_us").GetDouble() <= json.GetProperty("max_us").GetDouble());
    }

    [Fact]
    public async Task An_open_loop_offers_its_rate()
    {
        using var fake = new FakeSwitch(FakeSwitch.Approve);
        var (run, json) = await BenchAsync(fake, "--rate", "2000", "--connections", "2", "--window", "64");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Equal(2_000, json.GetProperty("offered_per_s").GetDouble());
        Assert.Equal("open", json.GetProperty("loop").GetString());
        Assert.True(json.GetProperty("send_lateness_us").GetProperty("max").GetDouble() > 0);

        // Every request of the schedule was sent exactly once: 0.3 s of 2,000 a second.
        Assert.Equal(600, fake.Commands.Count(static command => command.Kind == CommandKind.Authorize));
    }

    [Fact]
    public async Task Declines_are_counted_and_are_no_errors()
    {
        using var fake = new FakeSwitch(static command => command.Kind == CommandKind.Authorize
            ? FakeSwitch.Refuse(command, ResultCode.InsufficientFunds)
            : FakeSwitch.Approve(command));
        var (run, json) = await BenchAsync(fake);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.True(Int(json, "declined") > 0);
        Assert.Equal(json.GetProperty("acknowledged").GetInt64(), json.GetProperty("declined").GetInt64());
    }

    [Fact]
    public async Task Other_refusals_are_errors_and_fail_the_run()
    {
        using var fake = new FakeSwitch(static command => command.Kind == CommandKind.Authorize
            ? FakeSwitch.Refuse(command, ResultCode.AuthorizationsFull)
            : FakeSwitch.Approve(command));
        var (run, json) = await BenchAsync(fake);
        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.True(json.GetProperty("results").GetProperty("AuthorizationsFull").GetInt64() > 0);
    }

    [Fact]
    public async Task A_refused_setup_says_why()
    {
        using var fake = new FakeSwitch(static command => FakeSwitch.Refuse(command, ResultCode.AccountsFull));
        var run = await CommandLineRun.Of("bench", "--target", fake.Target, "--accounts", "10", "--seconds", "0.1");
        Assert.Equal($"error: the switch refused a command of the setup: {ResultText.Of(ResultCode.AccountsFull)}{Environment.NewLine}", run.Error);
        Assert.NotEqual(ExitCodes.Success, run.ExitCode);
    }

    [Fact]
    public async Task A_second_run_sets_up_under_the_same_request_ids_and_pays_under_others()
    {
        using var fake = new FakeSwitch(FakeSwitch.Approve);
        await BenchAsync(fake);
        var first = fake.Commands.ToArray();
        fake.Commands.Clear();
        await BenchAsync(fake);
        Assert.Equal(Setup(first), Setup(fake.Commands));
        Assert.Equal(1 + 1 + 16 + (2 * 10), Setup(first).Count);
        Assert.Empty(Payments(first).Intersect(Payments(fake.Commands)));
        Assert.Equal(Payments(first).Count, Payments(first).Distinct().Count());

        static List<RequestId> Setup(IEnumerable<Command> commands) =>
            [.. commands.Where(static command => command.Kind < CommandKind.Authorize).Select(static command => command.RequestId)];

        static List<RequestId> Payments(IEnumerable<Command> commands) =>
            [.. commands.Where(static command => command.Kind == CommandKind.Authorize).Select(static command => command.RequestId)];
    }

    [Fact]
    public async Task A_smaller_window_than_asked_for_is_kept_to_and_told()
    {
        using var fake = new FakeSwitch(FakeSwitch.Approve, windowLimit: 2);
        var (run, json) = await BenchAsync(fake, "--window", "8");
        Assert.Equal(2, Int(json, "window_granted"));
        Assert.Contains("granted a window of 2 instead of 8", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rate", "fast", "--rate must be 'max' or requests a second from 1 to 100000000, not 'fast'; see tpwallet bench --help")]
    [InlineData("--durability", "memory", "--durability and --config are for --target embedded only: a running switch has its own")]
    [InlineData("--connections", "0", "--connections must be a number from 1 to 4096, not '0'; see tpwallet bench --help")]
    public async Task A_wrong_option_is_one_line_and_exit_code_2(string option, string value, string message)
    {
        string[] target = option == "--target" ? [] : ["--target", "127.0.0.1:1"];
        var run = await CommandLineRun.Of(["bench", option, value, .. target]);
        Assert.Equal($"error: {message}{Environment.NewLine}", run.Error);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
    }

    private static async Task<(CommandLineRun Run, JsonElement Json)> BenchAsync(FakeSwitch fake, params string[] more)
    {
        var run = await CommandLineRun.Of(
        [
            "bench", "--target", fake.Target, "--json", "--accounts", "10", "--seconds", "0.3", "--warmup", "0",
            .. more.Contains("--connections") ? more : [.. more, "--connections", "1"],
        ]);
        return (run, run.OutputJson());
    }

    private static int Int(JsonElement json, string field) => json.GetProperty(field).GetInt32();

    [Theory]
    [InlineData("--window is for a switch, not the target 'core'", "--target", "core", "--window", "1")]
    [InlineData("--config is for a switch, not the target 'core'", "--target", "core", "--config", "x")]
    [InlineData("--access is for --target core only", "--target", "127.0.0.1:1", "--access", "hot")]
    [InlineData("--open-authorizations is for --target core only", "--target", "embedded", "--open-authorizations", "1")]
    public async Task An_option_that_means_nothing_to_the_target_is_refused(string message, params string[] arguments)
    {
        var run = await CommandLineRun.Of(["bench", .. arguments]);
        Assert.Equal(($"error: {message}", ExitCodes.Usage), (run.Error.TrimEnd(), run.ExitCode));
    }

    [Theory]
    [InlineData("uniform")]
    [InlineData("zipf")]
    [InlineData("hot")]
    public async Task The_core_alone_keeps_its_open_authorizations_and_allocates_nothing(string access)
    {
        var run = await CommandLineRun.Of(
            "bench", "--target", "core", "--accounts", "5000", "--open-authorizations", "10000", "--seconds", "0.2", "--warmup", "0.1",
                "--access", access, "--json");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        var json = run.OutputJson();
        Assert.True(json.GetProperty("authorizations_per_s").GetDouble() > 0);
        Assert.Equal(json.GetProperty("authorizations").GetInt64(), json.GetProperty("ends").GetInt64());
        Assert.Equal((10_000, 0, access),
            (json.GetProperty("open_authorizations").GetInt32(), json.GetProperty("errors").GetInt32(), json.GetProperty("access").GetString()));
        Assert.InRange(json.GetProperty("bytes_per_account").GetInt32(), 128, 170);
        Assert.InRange(json.GetProperty("allocated_bytes_per_command").GetDouble(), 0, 0.1);
    }
}
