using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TpWallet.Analyzers;

/// <summary>
/// TPW0001: in a room that handles money no type, literal or intermediate result is a floating-point or decimal number. Reports every place
/// that names such a type, and every outermost expression whose value is one or holds one (an array, a tuple, a type argument).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IntegerMoneyAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule's number.</summary>
    public const string RuleId = "TPW0001";

    private static readonly DiagnosticDescriptor Rule = new DiagnosticDescriptor(
        RuleId,
        "Money is integer minor units",
        "'{0}' is {1}: amounts, rates and scores are integers here",
        "Money",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    // Types that have no SpecialType of their own.
    private static readonly ImmutableHashSet<string> OtherInexactTypes =
        ImmutableHashSet.Create("System.Half", "System.Runtime.InteropServices.NFloat", "System.Numerics.Complex");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rule);

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(CheckTypeName, SyntaxKind.PredefinedType, SyntaxKind.IdentifierName);
        context.RegisterOperationBlockAction(static block =>
        {
            foreach (var operation in block.OperationBlocks)
            {
                CheckOutermost(operation, block.ReportDiagnostic);
            }
        });
    }

    private static void CheckTypeName(SyntaxNodeAnalysisContext context)
    {
        var name = (TypeSyntax)context.Node;
        if (!name.IsVar && context.SemanticModel.GetSymbolInfo(name, context.CancellationToken).Symbol is INamedTypeSymbol type && IsInexact(type))
        {
            Report(name, type, context.ReportDiagnostic);
        }
    }

    private static void CheckOutermost(IOperation operation, Action<Diagnostic> report)
    {
        if (FindInexact(operation.Type) is { } type)
        {
            Report(operation.Syntax, type, report);
            return;
        }

        foreach (var child in operation.ChildOperations)
        {
            CheckOutermost(child, report);
        }
    }

    private static void Report(SyntaxNode where, ITypeSymbol type, Action<Diagnostic> report) =>
        report(Diagnostic.Create(Rule, where.GetLocation(), where, type.ToDisplayString()));

    /// <summary>The inexact type that a value is or holds, or null.</summary>
    private static ITypeSymbol? FindInexact(ITypeSymbol? type) => type switch
    {
        null => null,
        IArrayTypeSymbol array => FindInexact(array.ElementType),
        IPointerTypeSymbol pointer => FindInexact(pointer.PointedAtType),
        INamedTypeSymbol named when IsInexact(named) => named,
        INamedTypeSymbol named => named.TypeArguments.Select(FindInexact).FirstOrDefault(static argument => argument is not null),
        _ => null,
    };

    private static bool IsInexact(INamedTypeSymbol type) =>
        type.SpecialType is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal
        || OtherInexactTypes.Contains(type.ToDisplayString());
}
