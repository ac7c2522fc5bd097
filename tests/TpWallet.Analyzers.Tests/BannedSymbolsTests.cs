using System.Reflection;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TpWallet.Analyzers.Tests;

/// <summary>
/// Every line of src/TpWallet.Core/BannedSymbols.txt bites: code that uses its symbol is reported, and each line has such code here.
/// A declaration alone is not a use and is not reported; the first use of what it declares is.
/// </summary>
public sealed class BannedSymbolsTests
{
    private const string RuleId = "RS0030";

    /// <summary>A line's symbol, and members of a class that break it.</summary>
    public static TheoryData<string, string> Violations => new()
    {
        { "T:System.DateTime", "long Now() => DateTime.UtcNow.Ticks;" },
        { "T:System.DateTime", "long Ticks(DateTime now) => now.Ticks;" },
        { "T:System.DateTimeOffset", "long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();" },
        { "T:System.TimeProvider", "long Now() => TimeProvider.System.GetTimestamp();" },
        { "T:System.TimeProvider", "object Now(TimeProvider clock) => clock.GetUtcNow();" },
        { "T:System.Diagnostics.Stopwatch", "long Now() => Stopwatch.GetTimestamp();" },
        { "T:System.Random", "int Roll() => Random.Shared.Next();" },
        { "T:System.Random", "int Roll() => new Random(1).Next();" },
        { "T:System.Security.Cryptography.RandomNumberGenerator", "int Roll() => System.Security.Cryptography.RandomNumberGenerator.GetInt32(6);" },
        { "M:System.Guid.NewGuid", "Guid Name() => Guid.NewGuid();" },
        { "M:System.Guid.NewGuid", "Func<Guid> _name = Guid.NewGuid;" },
        { "M:System.Guid.CreateVersion7", "Guid Name() => Guid.CreateVersion7();" },
        { "M:System.Guid.CreateVersion7(System.DateTimeOffset)", "Guid Name() => Guid.CreateVersion7(default);" },
        { "T:System.HashCode", "int Hash(int value) => HashCode.Combine(value);" },
        { "M:System.String.GetHashCode", "int Hash(string text) => text.GetHashCode();" },
        { "M:System.Object.GetHashCode", "int Hash(object value) => value.GetHashCode();" },
        { "T:System.Globalization.CultureInfo", "object Culture() => CultureInfo.CurrentCulture;" },
        { "N:System.Threading", "void Run(Thread thread) => thread.Join();" },
        { "N:System.Threading", "readonly object _gate = new Lock();" },
        { "N:System.Threading", "int _count; void Add() => Interlocked.Increment(ref _count);" },
        { "N:System.Threading", "Task RunAsync() => Task.CompletedTask;" },
        { "N:System.Threading.Tasks", "Task RunAsync() => Task.Run(() => { });" },
        { "N:System.Threading.Tasks", "void Run() => Parallel.For(0, 2, _ => { });" },
        { "T:System.IO.File", "bool Exists() => File.Exists(\"a\");" },
        { "T:System.IO.FileStream", "void Write(FileStream stream) => stream.Flush();" },
        { "T:System.IO.Directory", "bool Exists() => Directory.Exists(\"a\");" },
        { "T:System.Environment", "int Cores() => Environment.ProcessorCount;" },
        { "T:System.Console", "void Say() => Console.WriteLine();" },
        { "T:System.Numerics.Vector`1", "System.Numerics.Vector<long> _sums; void Fill() => _sums = new(1);" },
        { "T:System.Numerics.Vector`1", "int Width() => System.Numerics.Vector<byte>.Count;" },
        { "T:System.Numerics.Vector", "bool Fast() => System.Numerics.Vector.IsHardwareAccelerated;" },
    };

    public static TheoryData<string> Allowed =>
    [
        "Guid _id; ulong Mix(ulong value) => System.Numerics.BitOperations.RotateLeft(value, 7);",
        "void Copy(ReadOnlySpan<byte> from, Span<byte> to) => from.CopyTo(to);",
        "System.Runtime.Intrinsics.Vector128<long> _pair;",
        "int Largest(int left, int right) => Math.Max(left, right);",
    ];

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task Use_of_a_banned_symbol_is_reported_by_its_own_line(string symbol, string members)
    {
        var line = Assert.Single(BannedSymbolsFile.Lines, line => line.StartsWith(symbol + ";", StringComparison.Ordinal));

        Assert.NotEmpty(await ReportedIn(members, line));
    }

    [Theory]
    [MemberData(nameof(Allowed))]
    public async Task Deterministic_code_is_not_reported(string members) => Assert.Empty(await ReportedIn(members, BannedSymbolsFile.Lines));

    [Fact]
    public void Every_line_has_a_violation_here()
    {
        var symbols = BannedSymbolsFile.Lines.Select(static line => line.Split(';')[0]).ToHashSet();

        Assert.Superset(symbols, Violations.Select(static row => (string)row[0]).ToHashSet());
    }

    [Fact]
    public void Every_line_gives_its_reason() =>
        Assert.All(BannedSymbolsFile.Lines, static line => Assert.Matches("^[TMPFEN]:[^; ]+;.+$", line));

    private static async Task<string[]> ReportedIn(string members, params string[] lines)
    {
        var diagnostics = await Snippet.AnalyzeMembersAsync(members, LoadBannedApiAnalyzer(), new BannedSymbolsFile(lines));
        Assert.All(diagnostics, static diagnostic => Assert.Equal(RuleId, diagnostic.Id));
        return [.. diagnostics.Select(static diagnostic => diagnostic.Text())];
    }

    private static DiagnosticAnalyzer LoadBannedApiAnalyzer()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "BannedApiAnalyzers");
        Assembly.LoadFrom(Path.Combine(folder, "Microsoft.CodeAnalysis.BannedApiAnalyzers.dll"));
        var assembly = Assembly.LoadFrom(Path.Combine(folder, "Microsoft.CodeAnalysis.CSharp.BannedApiAnalyzers.dll"));
        var analyzer = assembly.GetTypes().Single(static type => type.Name == "CSharpSymbolIsBannedAnalyzer");
        return (DiagnosticAnalyzer)Activator.CreateInstance(analyzer)!;
    }
}
