using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TpWallet.Architecture.Tests;

/// <summary>Habits of this code base that the compiler and its analyzers don't check.</summary>
public sealed class TidyTests
{
    private const int LineLengthMax = 150;
    private const int FileLinesMax = 600;

    private static readonly string[] TextFiles = ["*.cs", "*.csproj", "*.props", "*.md", "*.sh", "*.json", "*.txt", "*.yml"];

    private static IEnumerable<SourceFile> Product => Repository.Sources.Where(static source => source.IsProduct);

    private static IEnumerable<SourceFile> Tests => Repository.Sources.Where(static source => source.IsTest);

    [Fact]
    public void Lines_are_short() => Findings.AssertNone(Repository.Sources.SelectMany(static source =>
        source.Lines.Index()
            .Where(static line => line.Item.Length > LineLengthMax)
            .Select(line => source.Finding(line.Index, $"{line.Item.Length} characters"))));

    [Fact]
    public void Files_are_short() => Findings.AssertNone(Repository.Sources
        .Where(static source => source.Lines.Length > FileLinesMax)
        .Select(static source => $"{source.Path}: {source.Lines.Length} lines"));

    [Fact]
    public void Nothing_is_left_undone()
    {
        // Written in two parts, so that this file is not a finding itself.
        string[] marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];

        Findings.AssertNone(Repository.Sources.SelectMany(source =>
            source.Lines.Index()
                .Where(line => marks.Any(line.Item.Contains))
                .Select(line => source.Finding(line.Index, line.Item.Trim()))));
    }

    [Fact]
    public void No_file_names_a_path_of_one_machine()
    {
        var machinePath = new Regex(@"(?<![\w.>)\]*-])(/home/\w|/Users/\w|[A-Z]:\\Users|/(root|work|workspaces?)/)");

        Findings.AssertNone(TextFiles.SelectMany(Repository.Files)
            .Where(static path => !path.EndsWith("TidyTests.cs", StringComparison.Ordinal))
            .SelectMany(path => File.ReadLines(path).Index()
                .Where(line => machinePath.IsMatch(line.Item))
                .Select(line => $"{Repository.Relative(path)}:{line.Index + 1}: {line.Item.Trim()}")));
    }

    [Fact]
    public void Tests_wait_for_a_condition_and_never_for_a_time() => Findings.AssertNone(Tests.SelectMany(static source => source
        .Nodes<MemberAccessExpressionSyntax>()
        .Where(static access => Regex.IsMatch(access.ToString(), @"\b(Thread\.Sleep|Task\.Delay)$"))
        .Select(access => source.Finding(access, access.ToString()))));

    [Fact]
    public void Test_names_say_what_the_subject_does() => Findings.AssertNone(Tests.SelectMany(static source => source
        .Nodes<MethodDeclarationSyntax>()
        .Where(static method => method.AttributeLists
            .SelectMany(static list => list.Attributes)
            .Any(static attribute => attribute.Name.ToString() is "Fact" or "Theory"))
        .Where(static method => !Regex.IsMatch(method.Identifier.Text, @"^[A-Z]\w*_\w+$"))
        .Select(method => source.Finding(method, method.Identifier.Text))));

    /// <summary>An exception may be let go only by naming its type and saying why.</summary>
    [Fact]
    public void No_exception_is_swallowed_without_a_reason() => Findings.AssertNone(Product.SelectMany(static source => source
        .Nodes<CatchClauseSyntax>()
        .Where(static clause => clause.Block.Statements.Count == 0)
        .Where(static clause => clause.Declaration?.Type.ToString() is null or "Exception" || !HasComment(clause))
        .Select(clause => source.Finding(clause, "empty catch"))));

    [Fact]
    public void Warnings_are_not_suppressed_without_a_reason() => Findings.AssertNone(Repository.Sources.SelectMany(static source => source
        .Nodes<PragmaWarningDirectiveTriviaSyntax>()
        .Where(static pragma => pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword))
        .Where(static pragma => !pragma.ToFullString().Contains("//", StringComparison.Ordinal))
        .Select(pragma => source.Finding(pragma, pragma.ToString()))));

    [Fact]
    public void No_static_state_can_be_changed_from_outside() => Findings.AssertNone(Product.SelectMany(static source => source
        .Nodes<FieldDeclarationSyntax>()
        .Where(static field => field.Modifiers.Any(SyntaxKind.StaticKeyword) && !field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword))
        .Where(static field => field.Modifiers.Any(SyntaxKind.PublicKeyword) || field.Modifiers.Any(SyntaxKind.InternalKeyword))
        .Select(field => source.Finding(field, field.Declaration.ToString()))));

    [Fact]
    public void File_holds_one_visible_type() => Findings.AssertNone(Product
        .Select(static source => (source, Names: VisibleTypes(source)))
        .Where(static file => file.Names.Length > 1)
        .Select(static file => $"{file.source.Path}: {string.Join(", ", file.Names)}"));

    [Fact]
    public void File_is_named_after_its_visible_type() => Findings.AssertNone(Product
        .Where(static source => !source.TopLevelTypes.Any(static type => type.Modifiers.Any(SyntaxKind.PartialKeyword)))
        .SelectMany(static source => VisibleTypes(source)
            .Where(name => name != Path.GetFileName(source.Path).Split('.')[0])
            .Select(name => $"{source.Path}: {name}")));

    [Fact]
    public void Namespaces_are_of_the_file() => Findings.AssertNone(Repository.Sources.SelectMany(static source => source
        .Nodes<NamespaceDeclarationSyntax>()
        .Select(block => source.Finding(block, "namespace with braces"))));

    private static string[] VisibleTypes(SourceFile source) =>
        [.. source.TopLevelTypes.Where(static type => type.Modifiers.Any(SyntaxKind.PublicKeyword)).Select(NameOf).Distinct()];

    private static string NameOf(MemberDeclarationSyntax type) =>
        type is BaseTypeDeclarationSyntax named ? named.Identifier.Text : ((DelegateDeclarationSyntax)type).Identifier.Text;

    private static bool HasComment(SyntaxNode node) =>
        node.DescendantTrivia().Any(static trivia => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia);
}
