using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TpWallet.Analyzers.Tests;

/// <summary>Compiles a piece of C# in memory and runs one analyzer over it.</summary>
internal static class Snippet
{
    private const string Usings =
        "using System; using System.Collections.Generic; using System.Diagnostics; using System.Globalization; using System.IO; "
        + "using System.Threading; using System.Threading.Tasks;";

    private static readonly ImmutableArray<MetadataReference> Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Analyzes the members of a class.</summary>
    public static Task<ImmutableArray<Diagnostic>> AnalyzeMembersAsync(string members, DiagnosticAnalyzer analyzer, params AdditionalText[] files) =>
        AnalyzeAsync($"public unsafe class Subject\n{{\n{members}\n}}", analyzer, files);

    /// <summary>Analyzes a whole file (the usual usings are added).</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string source, DiagnosticAnalyzer analyzer, params AdditionalText[] files)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);
        var compilation = CSharpCompilation.Create("Snippet", [CSharpSyntaxTree.ParseText(Usings + "\n" + source)], Framework, options);

        var errors = compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToArray();
        Assert.True(errors.Length == 0, $"the snippet does not compile: {string.Join("; ", errors.Select(static error => error.GetMessage()))}");

        var diagnostics = await compilation.WithAnalyzers([analyzer], new AnalyzerOptions([.. files])).GetAllDiagnosticsAsync();
        return [.. diagnostics.Where(static diagnostic => !diagnostic.Id.StartsWith("CS", StringComparison.Ordinal))];
    }

    /// <summary>The source text that a diagnostic points at.</summary>
    public static string Text(this Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);
}
