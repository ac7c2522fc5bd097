using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace TpWallet.Analyzers.Tests;

/// <summary>A list of banned symbols, under the name by which the analyzer finds it.</summary>
internal sealed class BannedSymbolsFile(string[] lines) : AdditionalText
{
    /// <summary>The lines of the core's list.</summary>
    public static string[] Lines { get; } = File.ReadAllLines(System.IO.Path.Combine(AppContext.BaseDirectory, "BannedSymbols.txt"));

    /// <inheritdoc />
    public override string Path => "BannedSymbols.txt";

    /// <inheritdoc />
    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(string.Join('\n', lines));
}
