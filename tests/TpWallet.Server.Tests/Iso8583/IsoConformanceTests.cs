using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Iso8583.Conformance;
using Xunit.Abstractions;

namespace TpWallet.Server.Tests.Iso8583;

/// <summary>The scripts that ship, run against a whole switch; twice, because a partner runs them again.</summary>
public sealed class IsoConformanceTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("tpwallet-iso-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Every_case_passes_with_every_profile_it_is_for()
    {
        await using var node = await IsoNode.StartAsync(_data);
        var failures = new List<string>();
        var cases = 0;
        for (var round = 0; round < 2; round++)
        {
            foreach (var profile in IsoProfiles.Names)
            {
                var scripts = Script.Load(IsoNode.Scripts).Where(script => script.Profiles.Contains(profile));
                foreach (var script in scripts.SelectMany(static script => script.Cases))
                {
                    using var run = new CaseRun(node.EndpointOf(profile), IsoProfiles.Get(profile), IsoNode.World, CancellationToken.None);
                    cases++;
                    if (await run.RunAsync(script) is { } failure)
                    {
                        failures.Add($"{profile}: {script.Name}: {failure}");
                    }
                }
            }
        }

        failures.ForEach(output.WriteLine);
        Assert.Empty(failures);
        Assert.True(cases > 2 * 100, $"{cases} cases");
    }

    [Fact]
    public void At_least_forty_cases_ship() =>
        Assert.True(Script.Load(IsoNode.Scripts).Sum(static script => script.Cases.Count) >= 40);

    [Theory]
    [InlineData("profiles x\nsend 0100", "s.iso:2: 'send' stands before the first case")]
    [InlineData("profiles x\ncase a\nsend 01", "s.iso:3: '01' is not a message type")]
    [InlineData("profiles x\ncase a\nsend 0100 what", "s.iso:3: 'what' was not defined")]
    [InlineData("profiles x\ncase a\nsend 0100\n  4: 1", "s.iso:4: '4: 1' is not a data element")]
    [InlineData("profiles x\ncase a\n  4 = 1", "s.iso:3: '4 = 1' is not a data element")]
    [InlineData("profiles x\ncase a\njump", "s.iso:3: 'jump' is not a step")]
    [InlineData("profiles x\ncase a\nraw 0", "s.iso:3: '0' is not hexadecimal")]
    [InlineData("case a", "s.iso:1: the script doesn't say for which 'profiles' it is")]
    public void Mistake_in_a_script_is_told_with_its_line(string text, string message) => Assert.StartsWith(
        message, Assert.Throws<ScriptException>(() => new ScriptParser("s.iso").Parse(text.Split('\n'))).Message, StringComparison.Ordinal);
}
