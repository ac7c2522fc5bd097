using TpWallet.Server.CommandLine;
using TpWallet.Server.Engine.Group;

namespace TpWallet.Server.Tests.Cluster;

public sealed class ClusterCommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tpwallet-cluster-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Key_is_written_once_for_its_owner_alone()
    {
        var file = Path.Combine(_folder, "group.key");

        var first = await CommandLineRun.Of("cluster", "key", file, "--id", "7");
        var second = await CommandLineRun.Of("cluster", "key", file);

        Assert.Equal(ExitCodes.Success, first.ExitCode);
        Assert.Equal(7u, GroupKeyFile.Read(file).Id);
        Assert.Equal(ExitCodes.Usage, second.ExitCode);
        Assert.DoesNotContain((await File.ReadAllTextAsync(file)).Split(' ')[1].Trim(), first.Output + second.Error, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Theory]
    [InlineData("status")]
    [InlineData("watch")]
    [InlineData("accept-clock")]
    public async Task Command_for_a_member_that_does_not_run_says_so(string command) =>
        Assert.Equal(ExitCodes.CannotConnect, (await CommandLineRun.Of("cluster", command, _folder)).ExitCode);

    [Fact]
    public async Task Repair_refuses_what_is_neither_a_configuration_nor_seen()
    {
        var file = Path.Combine(_folder, "something.json");
        await File.WriteAllTextAsync(file, """{"hello":1}""");

        var run = await CommandLineRun.Of("cluster", "repair-view", "--config", file, file);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
    }

    [Fact]
    public async Task Simulation_says_what_held()
    {
        var run = await CommandLineRun.Of("simulate", "--seed", "11", "--runs", "2", "--json");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Equal(2, run.OutputJson().GetProperty("runs").GetInt32());
        Assert.True(run.OutputJson().GetProperty("answers").GetInt64() > 0);
    }
}
