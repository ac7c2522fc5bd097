namespace TpWallet.Architecture.Tests;

/// <summary>The working copy that these tests were built in, without what the build and the tests leave behind.</summary>
internal static class Repository
{
    private static readonly string[] LeftBehind = [".git", ".vs", "bin", "obj", "TestResults", "BenchmarkDotNet.Artifacts", "data"];

    /// <summary>The folder that holds TpWallet.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All C# files of src, tests and benchmarks, parsed.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } =
        [.. Files("*.cs").Select(static path => new SourceFile(Relative(path), File.ReadAllText(path)))];

    /// <summary>All project files.</summary>
    public static IReadOnlyList<ProjectFile> Projects { get; } = [.. Files("*.csproj").Select(static path => new ProjectFile(path))];

    /// <summary>Names of the files and folders at the top level.</summary>
    public static IEnumerable<string> TopLevel =>
        Directory.EnumerateFileSystemEntries(Root)
            .Select(static path => Path.GetFileName(path))
            .Where(static name => !LeftBehind.Contains(name))
            .Order();

    /// <summary>Full paths of the files whose name matches a pattern, below the top level.</summary>
    public static IEnumerable<string> Files(string pattern)
    {
        foreach (var folder in TopLevel.Select(static name => Path.Combine(Root, name)).Where(Directory.Exists))
        {
            foreach (var path in Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories))
            {
                if (!Relative(path).Split('/').Any(static part => LeftBehind.Contains(part)))
                {
                    yield return path;
                }
            }
        }
    }

    /// <summary>A path as it is written in the repository: from the root, with slashes.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TpWallet.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"no TpWallet.sln in or above {AppContext.BaseDirectory}");
        }

        return folder.FullName;
    }
}
