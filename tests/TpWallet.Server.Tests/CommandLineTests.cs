using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--port", "x", "--port must be a number from 0 to 65535, not 'x'; see tpwallet serve --help")]
    [InlineData("--port", "65536", "--port must be a number from 0 to 65535, not '65536'; see tpwallet serve --help")]
    [InlineData("--journal", "paper", "--journal must be one of segments, faster, not 'paper'; see tpwallet serve --help")]
    [InlineData("--durability", "hope", "--durability must be one of fsync, memory, not 'hope'; see tpwallet serve --help")]
    [InlineData("--accounts", "100000001", "genesis.accounts must be 1 to 100000000, not 100000001")]
    [InlineData("--address", "0.0.0.0", "address 0.0.0.0 is reachable from other machines and nothing is encrypted: use a loopback "
        + "address, or say insecure")]
    public async Task A_wrong_option_of_serve_is_one_line_and_exit_code_2(string option, string value, string message)
    {
        var run = await CommandLineRun.Of("serve", option, value);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal($"error: {message}{Environment.NewLine}", run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task An_error_with_json_is_one_object_with_its_exit_code()
    {
        var run = await CommandLineRun.Of("serve", "--port", "x", "--json");
        var error = run.ErrorJson();
        Assert.Equal(2, error.GetProperty("exit_code").GetInt32());
        Assert.StartsWith("--port must be a number", error.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_command_is_wrong_usage()
    {
        var run = await CommandLineRun.Of("swerve");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal($"error: 'swerve' is not known here; see tpwallet --help{Environment.NewLine}", run.Error);
    }

    [Fact]
    public async Task Verifying_a_folder_without_a_journal_is_wrong_usage()
    {
        var run = await CommandLineRun.Of("journal", "verify", Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), "--json");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("no journal", run.ErrorJson().GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_every_exit_code()
    {
        var run = await CommandLineRun.Of("--help");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        var codes = typeof(ExitCodes).GetFields().Select(field => field.GetRawConstantValue()).OfType<int>();
        Assert.All(codes, code => Assert.Matches($@"(?m)^\s*{code}\s+\w", run.Output));
    }
}
