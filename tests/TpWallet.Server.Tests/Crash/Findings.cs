using System.Collections.Concurrent;

namespace TpWallet.Server.Tests.Crash;

/// <summary>What was found wrong, in words. Safe for several writers.</summary>
internal sealed class Findings
{
    private const int ShownMax = 5;

    private readonly ConcurrentQueue<string> _findings = new();

    public void Add(string finding) => _findings.Enqueue(finding);

    public void AssertNone()
    {
        if (!_findings.IsEmpty)
        {
            Assert.Fail($"{_findings.Count} findings:{Environment.NewLine}{string.Join(Environment.NewLine, _findings.Take(ShownMax))}");
        }
    }
}
