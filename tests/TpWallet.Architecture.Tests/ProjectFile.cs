using System.Xml.Linq;

namespace TpWallet.Architecture.Tests;

/// <summary>What a project file says about its references.</summary>
internal sealed class ProjectFile(string path)
{
    private readonly XDocument _document = XDocument.Load(path);

    /// <summary>Name without extension.</summary>
    public string Name { get; } = Path.GetFileNameWithoutExtension(path);

    /// <summary>The folder that it stands in.</summary>
    public string Folder { get; } = Path.GetDirectoryName(path)!;

    /// <summary>Path from the root of the repository.</summary>
    public string RelativePath { get; } = Repository.Relative(path);

    /// <summary>Projects whose assembly it uses at run time.</summary>
    public IEnumerable<string> RuntimeReferences => Items("ProjectReference").Where(static item => !IsAnalyzer(item)).Select(ProjectName);

    /// <summary>Projects that the compiler loads to check it.</summary>
    public IEnumerable<string> AnalyzerReferences => Items("ProjectReference").Where(IsAnalyzer).Select(ProjectName);

    /// <summary>Packages, assemblies and frameworks that it uses at run time, beyond the framework of every project.</summary>
    public IEnumerable<string> ExternalReferences =>
        Items("PackageReference").Where(static item => (string?)item.Attribute("PrivateAssets") != "all")
            .Concat(Items("FrameworkReference"))
            .Concat(Items("Reference"))
            .Select(Include);

    /// <summary>Assemblies that see its internals.</summary>
    public IEnumerable<string> Friends => Items("InternalsVisibleTo").Select(Include);

    /// <summary>Packages for which it names a version of its own.</summary>
    public IEnumerable<string> OwnVersions =>
        Items("PackageReference")
            .Where(static item => item.Attribute("Version") is not null || item.Attribute("VersionOverride") is not null)
            .Select(Include);

    private IEnumerable<XElement> Items(string kind) => _document.Descendants(kind);

    private static string Include(XElement item) => (string)item.Attribute("Include")!;

    private static string ProjectName(XElement item) => Path.GetFileNameWithoutExtension(Include(item).Replace('\\', '/'));

    private static bool IsAnalyzer(XElement item) =>
        (string?)item.Attribute("OutputItemType") == "Analyzer" && (string?)item.Attribute("ReferenceOutputAssembly") == "false";
}
