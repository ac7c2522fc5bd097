using TpWallet.Client;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests;

/// <summary>The client of this project and two members whose roles change under its load.</summary>
public sealed class GroupClientTests
{
    private const int Callers = 16;
    private const int RoleChanges = 20;

    [Fact]
    public async Task Every_request_is_answered_while_the_role_goes_to_and_fro()
    {
        await using var one = await TestSwitch.StartAsync();
        await using var two = await TestSwitch.StartAsync();
        TestSwitch[] members = [one, two];
        Lead(members, leader: 0);
        await using var client = await AcquirerClient.ConnectAsync(new ClientOptions
        {
            Members = [.. members.Select(AddressOf)],
            Participant = 7,
            Window = 16,
            RequestDeadline = TestSwitch.Patience,
            ConnectTimeout = TestSwitch.Patience,
        });
        using var stop = new CancellationTokenSource();
        long answered = 0;
        var calling = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var id = RequestId.FromGuid(Guid.CreateVersion7());
                var outcome = await client.SendAsync(PaymentCommands.Purchase(7, id, account: 100, merchant: 200, amount: 1, Currency.USD));
                Assert.Equal((OutcomeKind.Answered, ResultCode.Approved, id), (outcome.Kind, outcome.Reply.Result, outcome.Reply.RequestId));
                Interlocked.Increment(ref answered);
            }
        })).ToArray();

        for (var change = 1; change <= RoleChanges; change++)
        {
            var before = Interlocked.Read(ref answered);
            await TestSwitch.UntilAsync(() => Interlocked.Read(ref answered) > before + 100 || calling.Any(static call => call.IsFaulted), "answers");
            Lead(members, leader: change % 2);
        }

        await stop.CancelAsync();
        await Task.WhenAll(calling);
        await client.DisposeAsync();
        await one.UntilEmptyAsync();
        await two.UntilEmptyAsync();
        Assert.InRange(client.Sessions, RoleChanges, 3 * RoleChanges);
        Assert.Equal(0, one.Counters[GatewayCounter.ConnectionsLost] + two.Counters[GatewayCounter.ConnectionsLost]);
    }

    private static SwitchAddress AddressOf(TestSwitch member) => new("127.0.0.1", member.Listener.EndPoint.Port);

    /// <summary>As a hand-over does it: first the old primary leaves its clients, then the new one takes them.</summary>
    private static void Lead(TestSwitch[] members, int leader)
    {
        foreach (var follower in members.Where(member => member != members[leader]))
        {
            follower.Sessions.Role.Follow(AddressOf(members[leader]).ToString());
            follower.Sessions.CutAll();
        }

        members[leader].Sessions.Role.Lead();
    }
}
