namespace TpWallet.Server.Tests;

public sealed class DemoEndToEndTests
{
    [Fact]
    public async Task Demo_kills_a_real_switch_under_load_and_proves_that_nothing_is_lost()
    {
        var run = await CommandLineRun.Of("demo", "--seconds", "2", "--rate", "2000", "--terminals", "16", "--json");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var report = run.OutputJson();
        Assert.True(report.GetProperty("proved").GetBoolean());
        Assert.True(report.GetProperty("answered").GetInt64() > 0);
        Assert.True(report.GetProperty("asked_again").GetInt64() > report.GetProperty("accounts_compared").GetInt64());
        Assert.Equal(0, report.GetProperty("lost").GetInt64());
        Assert.Equal(0, report.GetProperty("altered").GetInt64());
        Assert.Equal(0, report.GetProperty("accounts_wrong").GetInt64());
        Assert.True(report.GetProperty("books_balance").GetBoolean());
    }

    [Fact]
    public async Task Demo_against_a_group_finds_its_primary_and_refuses_books_that_have_seen_it()
    {
        using var primary = new DemoTestSwitch([DemoTestSwitch.Genesis()]);
        using var standby = new FakeSwitch(FakeSwitch.Approve) { IsStandby = true, Primary = primary.Endpoint.ToString() };
        var members = $"{standby.Target},{primary.Endpoint}";
        string[] demo = ["demo", "--target", members, "--seconds", "1", "--rate", "1000", "--terminals", "4", "--json"];

        var run = await CommandLineRun.Of(demo);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.True(run.OutputJson().GetProperty("proved").GetBoolean());
        Assert.True(run.OutputJson().GetProperty("answered").GetInt64() > 0);
        Assert.Empty(standby.Commands);
        Assert.True(primary.Books.Passed);

        var again = await CommandLineRun.Of(demo);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("has seen the demonstration before", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_refuses_more_requests_than_it_may_remember()
    {
        var run = await CommandLineRun.Of("demo", "--seconds", "3600", "--rate", "1000000");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--seconds and --rate", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("cluster", "demo")]
    public async Task Demo_refuses_a_number_that_is_none(params string[] command)
    {
        var run = await CommandLineRun.Of([.. command, "--seconds", "x"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--seconds must be a number", run.Error, StringComparison.Ordinal);
    }
}
