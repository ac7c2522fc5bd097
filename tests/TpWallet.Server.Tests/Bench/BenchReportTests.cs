using System.Text.Json;
using System.Xml.Linq;
using TpWallet.Server.Bench.Reports;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Tests.Bench;

public sealed class BenchReportTests : IDisposable
{
    private const string Scenario = """
        {
          "description": "A little load.", "look_at": "The rate.", "accounts": 50,
          "phases": [
            { "name": "20 %", "seconds": 0.2, "connections": 1, "window": 8, "rate": 200 },
            { "name": "50 %", "seconds": 0.2, "connections": 1, "window": 8, "rate": 500 },
            { "name": "100 %", "seconds": 0.2, "connections": 1, "window": 8, "rate": 1000 }
          ]
        }
        """;

    private const string Timeline = """
        { "intervalMs": 100, "points": [{ "ms": 0, "acknowledged": 12, "worstMs": 3.5 }, { "ms": 100, "acknowledged": 0, "worstMs": 0 },
          { "ms": 200, "acknowledged": 12, "worstMs": 150 }], "events": [{ "ms": 50, "what": "kill node-1" }] }
        """;

    private const string Peers = """
        { "seconds": 1, "accounts": 1000,
          "settings": [{ "system": "Other 1", "setting": "fsync=on" }],
          "tried": [{ "system": "Other 1", "setting": "delay=100", "per_second": 900 }],
          "runs": [
            { "system": "Other 1", "label": "one", "shape": "64x1", "durable": true,
              "connections": 64, "window": 1, "per_second": 1000, "p50_us": 1, "p99_us": 2 },
            { "system": "Other 1", "label": "batch", "shape": "8x64", "durable": true,
              "connections": 8, "window": 64, "per_second": 5000, "p50_us": 1, "p99_us": 2 },
            { "system": "Other 1", "label": "loose", "shape": "8x64", "durable": false,
              "connections": 8, "window": 64, "per_second": 90000, "p50_us": 1, "p99_us": 2 },
            { "system": "TpWallet", "label": "own", "shape": "64x1", "durable": true,
              "connections": 64, "window": 1, "per_second": 3000, "p50_us": 1, "p99_us": 2 },
            { "system": "TpWallet", "label": "own", "shape": "8x1024", "durable": true,
              "connections": 8, "window": 1024, "per_second": 50000, "p50_us": 1, "p99_us": 2 }
          ] }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("tpwallet-report-test-").FullName;

    private string Root => Path.Combine(_folder, "reports");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_report_holds_machine_command_tables_plots_and_raw_histograms()
    {
        var run = await ReportAsync("first", "--scenario", FileOf("load.json", Scenario), "--timeline", FileOf("fail-over.json", Timeline),
            "--peers", FileOf("peers.json", Peers), "--expected", "much");
        Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.ExitCode == ExitCodes.Success ? "" : run.Error));

        var text = await File.ReadAllTextAsync(Path.Combine(Root, "first", "README.md"));
        Assert.Contains("## Expected\n\nmuch\n", text, StringComparison.Ordinal);
        Assert.Contains("tpwallet bench report --name first --output", text, StringComparison.Ordinal);
        Assert.Contains("| machine | ", text, StringComparison.Ordinal);
        Assert.Contains("| fail-over: longest silence | none | 100 ms |", text, StringComparison.Ordinal);
        Assert.Contains("## Failed\n\nNothing.\n", text, StringComparison.Ordinal);

        // One unanswered request a connection is compared with the same, many with the best durable way of all.
        Assert.Contains("| 64x1 | 3,000, 0.00 ms | Other 1, one, 64x1 | 1,000, 0.00 ms | **3.0** |", text, StringComparison.Ordinal);
        Assert.Contains("| 8x1024 | 50,000, 0.00 ms | Other 1, batch, 8x64 | 5,000, 0.00 ms | **10.0** |", text, StringComparison.Ordinal);

        foreach (var plot in Directory.GetFiles(Path.Combine(Root, "first", "plots")))
        {
            Assert.Equal("svg", XDocument.Load(plot).Root?.Name.LocalName);
            Assert.Contains($"(plots/{Path.GetFileName(plot)})", text, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(Path.Combine(Root, "first", "plots", "load-latency-against-load.svg")));
        using var raw = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Root, "first", "raw", "load.json")));
        var histograms = raw.RootElement.GetProperty("phases").EnumerateArray().Select(static phase => phase.GetProperty("latency_ns")
            .EnumerateArray().Sum(static bucket => bucket[1].GetInt64()));
        Assert.Equal([40, 100, 200], histograms);
    }

    [Fact]
    public async Task The_index_lists_every_report_and_leaves_the_rest_of_its_file_alone()
    {
        Directory.CreateDirectory(Root);
        await File.WriteAllTextAsync(Path.Combine(Root, "README.md"), "# Mine\n\nabove\n");
        var timeline = FileOf("fail-over.json", Timeline);
        Assert.Equal(ExitCodes.Success, (await ReportAsync("one", "--timeline", timeline)).ExitCode);
        await File.AppendAllTextAsync(Path.Combine(Root, "README.md"), "\nbelow\n");
        Assert.Equal(ExitCodes.Success, (await ReportAsync("two", "--timeline", timeline)).ExitCode);

        var text = await File.ReadAllTextAsync(Path.Combine(Root, "README.md"));
        Assert.StartsWith("# Mine\n\nabove\n\n<!-- begin", text, StringComparison.Ordinal);
        Assert.EndsWith("<!-- end -->\n\nbelow\n", text, StringComparison.Ordinal);
        Assert.Contains("| fail-over: longest silence | none | 100 ms | 100 ms |", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split("<!--").Length);
        Assert.True(text.IndexOf("[two]", StringComparison.Ordinal) < text.IndexOf("[one]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_report_is_never_overwritten()
    {
        Directory.CreateDirectory(Path.Combine(Root, "first"));
        var run = await ReportAsync("first", "--timeline", FileOf("t.json", Timeline));
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("exists: a report is never overwritten", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Name", "nothing", "--name must be small letters, digits and hyphens, not 'Name'")]
    [InlineData("name", "nothing", "--preset must be targets or one of 8x1024, 64x1, ")]
    public async Task A_wrong_option_is_refused_before_anything_is_measured(string name, string preset, string message)
    {
        var run = await ReportAsync(name, "--preset", preset);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.StartsWith($"error: {message}", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Root));
    }

    [Theory]
    [InlineData(1_500_000, 1_800_000, true, "yes")]
    [InlineData(1_500_000, 750_000, true, "**no**: 50 % of it")]
    [InlineData(4, 3, false, "yes")]
    [InlineData(4, 16, false, "**no**: 25 % of it")]
    public void A_target_is_met_or_told_how_far_it_is(double target, double measured, bool atLeast, string verdict) =>
        Assert.Equal(verdict, new Figure("f", "u", measured, target, atLeast).Verdict);

    private Task<CommandLineRun> ReportAsync(string name, params string[] more) =>
        CommandLineRun.Of(["bench", "report", "--name", name, "--output", Root, "--settle", "0", .. more]);

    private string FileOf(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
