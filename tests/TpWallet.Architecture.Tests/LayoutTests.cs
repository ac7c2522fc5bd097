namespace TpWallet.Architecture.Tests;

/// <summary>Where things stand in the repository.</summary>
public sealed class LayoutTests
{
    private static readonly string[] TopLevel =
    [
        ".ci", ".editorconfig", ".gitignore", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "README.md",
        "TpWallet.sln", "benchmarks", "config", "perf-reports", "run-cluster.sh", "src", "test.sh", "tests",
    ];

    [Fact]
    public void Top_level_holds_what_belongs_there_and_nothing_else() => Assert.Empty(Repository.TopLevel.Except(TopLevel));

    [Fact]
    public void Every_room_with_content_has_a_readme()
    {
        var rooms = Repository.Sources
            .Where(static source => source.IsProduct)
            .Select(static source => string.Join('/', source.Path.Split('/')[..2]))
            .Distinct();

        Findings.AssertNone(rooms.Where(static room => !File.Exists(Path.Combine(Repository.Root, room, "README.md"))));
    }

    [Fact]
    public void No_folder_is_named_after_a_technical_layer()
    {
        string[] layers = ["Common", "Helpers", "Interfaces", "Managers", "Misc", "Models", "Shared", "Utilities", "Utils"];

        Findings.AssertNone(Repository.Sources.Where(source => source.Path.Split('/').Any(layers.Contains)).Select(static source => source.Path));
    }
}
