using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TpWallet.Architecture.Tests;

/// <summary>One C# file and its syntax.</summary>
internal sealed class SourceFile(string path, string text)
{
    private readonly Lazy<CompilationUnitSyntax> _syntax =
        new(() => CSharpSyntaxTree.ParseText(text, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview)).GetCompilationUnitRoot());

    /// <summary>Path from the root of the repository.</summary>
    public string Path { get; } = path;

    /// <summary>Its lines.</summary>
    public string[] Lines { get; } = text.Split('\n');

    /// <summary>Whether it belongs to the product.</summary>
    public bool IsProduct => Path.StartsWith("src/", StringComparison.Ordinal);

    /// <summary>Whether it belongs to a test project.</summary>
    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    /// <summary>Its types that are not nested in another.</summary>
    public IEnumerable<MemberDeclarationSyntax> TopLevelTypes =>
        Nodes<MemberDeclarationSyntax>().Where(static node =>
            node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && node.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax);

    /// <summary>All syntax nodes of a kind.</summary>
    public IEnumerable<T> Nodes<T>()
        where T : SyntaxNode =>
        _syntax.Value.DescendantNodes(descendIntoTrivia: typeof(StructuredTriviaSyntax).IsAssignableFrom(typeof(T))).OfType<T>();

    /// <summary>A finding in this file, as path, line and words.</summary>
    public string Finding(SyntaxNode node, string words) => Finding(node.GetLocation().GetLineSpan().StartLinePosition.Line, words);

    /// <summary>A finding in this file, as path, line and words. Lines are counted from 0.</summary>
    public string Finding(int line, string words) => $"{Path}:{line + 1}: {words}";
}
