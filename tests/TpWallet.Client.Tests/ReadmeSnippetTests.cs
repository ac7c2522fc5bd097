using TpWallet.Messages;

namespace TpWallet.Client.Tests;

/// <summary>The snippet of the room's README, compiled here as it stands there and run against a switch that breaks.</summary>
public sealed class ReadmeSnippetTests
{
    private const string SnippetEnd = "// end of the snippet";

    [Fact]
    public async Task Snippet_resolves_an_unknown_outcome()
    {
        using var fake = new FakeSwitch();
        var paying = PayAsync(fake.Options());
        using (var first = await fake.AcceptAsync(FakeSwitch.Welcome()))
        {
            await first.ReadRequestAsync();
            first.Reset();
        }

        using var second = await fake.AcceptAsync(FakeSwitch.Welcome());
        await second.ApproveAllAsync();

        Assert.Equal("Approved", await paying);
    }

    [Fact]
    public void Snippet_is_the_one_in_the_readme()
    {
        var readme = Read("README.md");
        var start = readme.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
        var snippet = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];

        var source = Read("Snippet.cs");
        source = source[(source.IndexOf("ClientOptions options)\n    {\n", StringComparison.Ordinal) + "ClientOptions options)\n    {\n".Length)..];
        source = source[..source.IndexOf(SnippetEnd, StringComparison.Ordinal)];

        Assert.Equal(Trimmed(snippet), Trimmed(source));
    }

    private static async Task<string> PayAsync(ClientOptions options)
    {
        await using var client = await AcquirerClient.ConnectAsync(options);
        var requestId = RequestId.FromGuid(Guid.CreateVersion7());   // keep it with the payment, before sending
        var command = PaymentCommands.Purchase(options.Participant, requestId, account: 100_001, merchant: 200_001, amount: 12_34, Currency.USD);

        var outcome = await client.SendAsync(command);
        if (outcome.Kind == OutcomeKind.OutcomeUnknown)
        {
            outcome = await client.ResolveAsync(command, TimeSpan.FromMinutes(1));
        }

        return outcome.IsAnswered ? outcome.Reply.Result.ToString() : "still unknown: resolve later, even from another process";

        // end of the snippet
    }

    private static string[] Trimmed(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(ReadmeSnippetTests).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
