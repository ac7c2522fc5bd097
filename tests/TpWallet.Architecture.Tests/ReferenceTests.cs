namespace TpWallet.Architecture.Tests;

/// <summary>Which room may know which. A room that is not in the table may not exist; a direction that is not in it may not be taken.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["TpWallet.Messages"] = [],
        ["TpWallet.Core"] = ["TpWallet.Messages"],
        ["TpWallet.Disruptor"] = [],
        ["TpWallet.Protocol"] = ["TpWallet.Messages"],
        ["TpWallet.Persistence"] = ["TpWallet.Messages", "TpWallet.Core"],
        ["TpWallet.Aeron"] = [],
        ["TpWallet.Replication"] = ["TpWallet.Messages", "TpWallet.Core", "TpWallet.Disruptor", "TpWallet.Persistence", "TpWallet.Aeron"],
        ["TpWallet.Gateway"] = ["TpWallet.Messages", "TpWallet.Disruptor", "TpWallet.Protocol"],
        ["TpWallet.Client"] = ["TpWallet.Messages", "TpWallet.Protocol"],
        ["TpWallet.Server"] =
        [
            "TpWallet.Messages", "TpWallet.Core", "TpWallet.Disruptor", "TpWallet.Protocol", "TpWallet.Persistence",
            "TpWallet.Aeron", "TpWallet.Replication", "TpWallet.Gateway", "TpWallet.Client",
            "TpWallet.Simulation", // tpwallet simulate: whoever runs the switch can have its protocol simulated, without the sources
        ],
        ["TpWallet.Analyzers"] = [],
    };

    /// <summary>Rooms that stand on the framework of every .NET program alone.</summary>
    private static readonly string[] WithoutPackages = ["TpWallet.Messages", "TpWallet.Core", "TpWallet.Disruptor", "TpWallet.Aeron"];

    private static readonly ProjectFile[] Rooms =
        [.. Repository.Projects.Where(static project => project.RelativePath.StartsWith("src/", StringComparison.Ordinal))];

    public static TheoryData<string> RoomNames => [.. Rooms.Select(static room => room.Name)];

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void Room_references_only_rooms_that_it_may_know(string name)
    {
        Assert.True(AllowedReferences.TryGetValue(name, out var allowed), $"{name} is not in the table of rooms");
        Assert.Empty(Room(name).RuntimeReferences.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void Room_is_checked_by_no_analyzers_but_ours(string name) =>
        Assert.Empty(Room(name).AnalyzerReferences.Except(["TpWallet.Analyzers"]));

    [Theory]
    [InlineData("TpWallet.Messages")]
    [InlineData("TpWallet.Core")]
    public void Room_of_money_is_checked_for_integer_money(string name) => Assert.Contains("TpWallet.Analyzers", Room(name).AnalyzerReferences);

    [Fact]
    public void Inner_rooms_need_no_package() => Assert.All(
        Rooms.Where(static room => WithoutPackages.Contains(room.Name)),
        static room => Assert.Empty(room.ExternalReferences));

    [Fact]
    public void Internals_are_open_to_tests_and_benchmarks_alone() => Assert.All(
        Rooms.SelectMany(static room => room.Friends),
        static friend => Assert.Matches(@"^TpWallet\.(\w+\.Tests|Benchmarks|Simulation)$", friend));

    [Fact]
    public void Package_versions_are_kept_centrally() => Assert.All(Repository.Projects, static project => Assert.Empty(project.OwnVersions));

    [Fact]
    public void Project_stands_in_a_folder_of_its_name() =>
        Assert.All(Repository.Projects, static project => Assert.Equal(project.Name, Path.GetFileName(project.Folder)));

    [Fact]
    public void Solution_holds_every_project()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "TpWallet.sln"));

        Assert.All(Repository.Projects, project => Assert.Contains(project.RelativePath.Replace('/', '\\'), solution, StringComparison.Ordinal));
    }

    private static ProjectFile Room(string name) => Rooms.Single(room => room.Name == name);
}
