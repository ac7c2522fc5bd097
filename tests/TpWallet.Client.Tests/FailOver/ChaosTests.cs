using TpWallet.Messages;
using Xunit.Abstractions;

namespace TpWallet.Client.Tests.FailOver;

/// <summary>Primaries that change and connections that break at random: every request has one outcome, the one that its effect had.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Callers = 32;
    private const int RequestsOfACaller = 50;
    private const uint Window = 16;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(null)]
    public async Task Every_request_is_answered_once_and_applied_once(int? givenSeed)
    {
        var seed = givenSeed ?? Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        using var group = new FakeGroup(seed, Window);
        await using var client = await AcquirerClient.ConnectAsync(new ClientOptions
        {
            Members = group.Addresses,
            Participant = 7,
            Window = Window,
            RequestDeadline = TimeSpan.FromMinutes(2),
            ConnectTimeout = FakeSwitch.Patience,
            ElectionDelayMax = TimeSpan.FromMilliseconds(5),
        });

        var outcomes = (await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => CallAsync(client, new Random(seed + caller)))))
            .SelectMany(static outcomes => outcomes).ToArray();

        output.WriteLine($"{group.FailOvers} fail-overs, {group.SignedOn} sessions, {group.Received} requests received");
        Assert.All(outcomes, static sent =>
        {
            Assert.Equal((OutcomeKind.Answered, ResultCode.Approved), (sent.Outcome.Kind, sent.Outcome.Reply.Result));
            Assert.Equal((sent.Command.RequestId, sent.Command.Amount), (sent.Outcome.Reply.RequestId, sent.Outcome.Reply.Amount));
        });
        Assert.Equal(outcomes.Select(static sent => sent.Command.RequestId).ToHashSet(), group.Applied.Keys.ToHashSet());
        Assert.Equal(outcomes.Sum(static sent => sent.Command.Amount), group.Applied.Values.Sum(static command => command.Amount));
        Assert.Equal(0, group.AlteredRepeats);
        Assert.InRange(group.Received, outcomes.Length, outcomes.Length + (group.SignedOn * (int)Window)); // at most a window again for each session
        Assert.True(group.FailOvers > 5);
    }

    private static async Task<List<(Command Command, Outcome Outcome)>> CallAsync(AcquirerClient client, Random random)
    {
        var sent = new List<(Command, Outcome)>();
        while (sent.Count < RequestsOfACaller)
        {
            var links = random.Next(5) == 0 ? random.Next(2, 5) : 1;
            Command[] commands = [.. Enumerable.Range(0, links).Select(_ => Ids.Purchase(random.Next(1, 1_000)))];
            Outcome[] outcomes = commands.Length == 1 ? [await client.SendAsync(commands[0])] : await client.SendChainAsync(commands);
            sent.AddRange(commands.Zip(outcomes));
        }

        return sent;
    }
}
