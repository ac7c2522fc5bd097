namespace TpWallet.Server.Tests;

public sealed class ReplayEndToEndTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tpwallet-test-").FullName;

    private static string Sample
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "TpWallet.sln")))
            {
                folder = folder.Parent;
            }

            return Path.Combine(folder.FullName, "config", "samples", "payments.csv");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Second_run_of_the_sample_on_the_same_folder_is_answered_from_memory()
    {
        var first = await ReplayAsync("first.csv");
        var second = await ReplayAsync("second.csv");

        Assert.Equal(320, first.GetProperty("payments").GetInt64());
        Assert.Equal(0, first.GetProperty("replayed").GetInt64());
        Assert.True(first.GetProperty("approved").GetInt64() > 0 && first.GetProperty("declined").GetInt64() > 0);
        Assert.Equal(0, first.GetProperty("errors").GetInt64());
        Assert.Equal(320, second.GetProperty("replayed").GetInt64());
        Assert.Equal(Decisions("first.csv"), Decisions("second.csv"));
        Assert.Equal("fsync", first.GetProperty("durability").GetString());
        Assert.Equal("external", first.GetProperty("clock").GetString());
    }

    [Theory]
    [InlineData("tx_id,ts\n", "the header lacks")]
    [InlineData("", "the file is empty")]
    public async Task File_without_a_usable_header_is_refused_before_a_switch_is_started(string text, string reason)
    {
        var file = Path.Combine(_folder, "bad.csv");
        await File.WriteAllTextAsync(file, text);

        var run = await CommandLineRun.Of("replay", file, "--data", Path.Combine(_folder, "data"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "data")));
    }

    [Theory]
    [InlineData("--rate", "0")]
    [InlineData("--rate", "fast")]
    [InlineData("--opening-balance", "-1")]
    [InlineData("--participant", "0")]
    public async Task Option_out_of_its_range_is_refused_by_its_name(string option, string value)
    {
        var run = await CommandLineRun.Of("replay", Sample, option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(option, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strict_replay_ends_at_the_first_bad_row_with_its_line()
    {
        var file = Path.Combine(_folder, "bad-row.csv");
        await File.WriteAllTextAsync(file, "tx_id,ts,customer_id,merchant_id,amount_minor,currency\n1,1,C,M,5,USD\n2,1,C,M,x,USD\n3,1,C,M,5,USD\n");

        var run = await CommandLineRun.Of("replay", file, "--strict", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(1, run.OutputJson().GetProperty("payments").GetInt64());
        Assert.Contains("line 3: amount_minor", run.ErrorJson().GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private async Task<System.Text.Json.JsonElement> ReplayAsync(string decisions)
    {
        var run = await CommandLineRun.Of(
            "replay", Sample, "--data", Path.Combine(_folder, "data"), "--decisions", Path.Combine(_folder, decisions), "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        return run.OutputJson();
    }

    private string[] Decisions(string name) =>
        [.. File.ReadLines(Path.Combine(_folder, name)).Select(static line => line[..line.LastIndexOf(',')])];
}
