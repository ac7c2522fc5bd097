namespace TpWallet.Analyzers.Tests;

public sealed class IntegerMoneyAnalyzerTests
{
    [Theory]
    [InlineData("double _rate;", "double")]
    [InlineData("float Rate { get; }", "float")]
    [InlineData("decimal Fee() => default;", "decimal")]
    [InlineData("void Charge(decimal fee) { }", "decimal")]
    [InlineData("System.Half _half;", "Half")]
    [InlineData("Half _half;", "Half")]
    [InlineData("Double _rate;", "Double")]
    [InlineData("System.Numerics.Complex _rate;", "Complex")]
    [InlineData("List<double> _rates;", "double")]
    [InlineData("decimal?[] _fees;", "decimal")]
    [InlineData("(long, float) _pair;", "float")]
    [InlineData("double* _pointer;", "double")]
    [InlineData("delegate double Quote(long amount);", "double")]
    [InlineData("const string Name = nameof(Double);", "Double")]
    [InlineData("long Size() => sizeof(double);", "double")]
    [InlineData("bool Test(object value) => value is double;", "double")]
    public async Task Name_of_an_inexact_type_is_reported(string members, string reported) =>
        Assert.Contains(reported, await ReportedIn(members));

    [Theory]
    [InlineData("long Fee(long amount) => (long)(amount * 0.029);", "amount * 0.029")]
    [InlineData("long Fee(long amount) => (long)(amount / 100m);", "amount / 100m")]
    [InlineData("long Fee(long amount) => (long)Math.Round(amount * 1.5f);", "Math.Round(amount * 1.5f)")]
    [InlineData("long Scale(int exponent) => (long)Math.Pow(10, exponent);", "Math.Pow(10, exponent)")]
    [InlineData("void Hold() { var seconds = TimeSpan.FromTicks(1).TotalSeconds; }", "TimeSpan.FromTicks(1).TotalSeconds")]
    [InlineData("bool Above(long amount) => amount > 1e6;", "amount")]
    [InlineData("void Log(object value) { } void Test() => Log(1.5);", "1.5")]
    [InlineData("void Test() { var rates = new[] { 1.5 }; }", "new[] { 1.5 }")]
    [InlineData("void Test() { var pair = (1L, 1.5m); }", "(1L, 1.5m)")]
    [InlineData("static readonly object Rate = 0.5;", "0.5")]
    [InlineData("void Test(object rate = null) { Func<object> f = () => 0.5; }", "0.5")]
    [InlineData("int Test(string text) => Convert.ToDouble(text).GetHashCode();", "Convert.ToDouble(text)")]
    public async Task Expression_of_an_inexact_type_is_reported_once_at_its_outermost_place(string members, string reported) =>
        Assert.Single(await ReportedIn(members), reported);

    [Theory]
    [InlineData("long Fee(long amount) => amount * 29 / 1000;")]
    [InlineData("Int128 Product(long amount, long rate) => (Int128)amount * rate;")]
    [InlineData("ulong Root(ulong value) => ulong.Max(value, 3);")]
    [InlineData("long Largest(long left, long right) => Math.Max(left, right);")]
    [InlineData("string Text() => \"1.5\"; // double and decimal in words are only words")]
    [InlineData("int Double(int value) => value * 2; int Test() => Double(3);")]
    [InlineData("enum Scale { Single, Double, Decimal } Scale Test() => Scale.Double;")]
    [InlineData("List<long> _amounts; (ulong, byte) _pair; DateTime _when; Guid _id;")]
    public async Task Integer_code_is_not_reported(string members) => Assert.Empty(await ReportedIn(members));

    [Fact]
    public async Task Alias_of_an_inexact_type_is_reported_where_it_is_made_and_where_it_is_used()
    {
        var diagnostics = await Snippet.AnalyzeAsync("using Amount = System.Decimal; class Subject { Amount _amount; }", new IntegerMoneyAnalyzer());

        Assert.Equal(["Amount", "Decimal"], diagnostics.Select(static diagnostic => diagnostic.Text()).Order());
    }

    [Fact]
    public async Task Message_names_the_expression_and_its_type()
    {
        var diagnostics = await Snippet.AnalyzeMembersAsync("object Rate() => 0.5;", new IntegerMoneyAnalyzer());

        Assert.Equal("'0.5' is double: amounts, rates and scores are integers here", Assert.Single(diagnostics).GetMessage());
    }

    private static async Task<string[]> ReportedIn(string members)
    {
        var diagnostics = await Snippet.AnalyzeMembersAsync(members, new IntegerMoneyAnalyzer());
        Assert.All(diagnostics, static diagnostic => Assert.Equal(IntegerMoneyAnalyzer.RuleId, diagnostic.Id));
        return [.. diagnostics.Select(static diagnostic => diagnostic.Text())];
    }
}
