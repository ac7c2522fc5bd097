using TpWallet.Persistence.Faults;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using Xunit.Abstractions;

namespace TpWallet.Server.Tests.Crash;

/// <summary>A real switch kills itself at every fault point that there is, under load, and comes back with everything.</summary>
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Switch_killed_at_any_fault_point_loses_and_doubles_nothing()
    {
        var all = Enum.GetValues<FaultPoint>()[1..];
        var plan = new CrashPlan { End = EndKind.ByItself, Faults = all, KilledStartsMax = 0, Connections = 1, Window = 8, ClientTills = 4 };
        using var run = new CrashRun(plan, number: 0, output);

        await run.RunAsync();

        Assert.Equal(all, run.Survived);
        Assert.True(run.Stored is { Snapshots: > 0, FirstSequence: > 1, EvictedThrough: > 0 }, $"nothing was released or forgotten: {run.Stored}");
    }

    [Theory]
    [InlineData("journal.nowhere")]
    [InlineData("journal.after-append:0")]
    public async Task Serve_refuses_a_fault_point_that_does_not_exist(string fault)
    {
        var folder = Directory.CreateTempSubdirectory("tpwallet-fault-").FullName;
        try
        {
            await using var process = ServeProcess.Start(new SwitchConfiguration { Data = Path.Combine(folder, "data"), Port = 0 }, fault);

            Assert.Equal(ExitCodes.Usage, await process.WaitForExitAsync(CancellationToken.None));
            Assert.All(Enum.GetValues<FaultPoint>()[1..],
                point => Assert.Contains(FaultPoints.NameOf(point), process.Errors, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
