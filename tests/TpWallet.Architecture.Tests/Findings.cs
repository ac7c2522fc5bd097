namespace TpWallet.Architecture.Tests;

internal static class Findings
{
    /// <summary>Fails with every finding, one a line.</summary>
    public static void AssertNone(IEnumerable<string> findings)
    {
        var all = findings.ToArray();
        Assert.True(all.Length == 0, $"{all.Length} found:\n{string.Join('\n', all)}");
    }
}
