using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests;

/// <summary>A member that is not primary takes nothing and says who does; one that ceases to be primary leaves its clients at once.</summary>
public sealed class GroupRoleTests
{
    private const string Primary = "127.0.0.1:7401";

    [Fact]
    public async Task Switch_without_a_group_leads()
    {
        await using var host = await TestSwitch.StartAsync();

        Assert.True(host.Sessions.Role.IsLeading);
        Assert.Null(host.Sessions.Role.PrimaryAddress);
    }

    [Theory]
    [InlineData(Primary, 7_401u)]
    [InlineData(null, 0u)]
    public async Task Sign_on_is_refused_with_the_primarys_address(string? primary, uint detail)
    {
        await using var host = await TestSwitch.StartAsync();
        host.Sessions.Role.Follow(primary);
        using var client = await host.ConnectAsync();

        await client.SendAsync(RawClient.SignOnFrame(SessionRole.Acquirer, participant: 7, window: 16));
        var refusal = await client.ReadAsync(FrameType.Error);

        Assert.Equal((ProtocolErrorCode.NotPrimary, detail), (refusal.Error.Code, refusal.Error.Detail));
        Assert.Equal(primary, refusal.Error.Primary?.ToString());
        await client.ExpectCloseAsync();
        await host.UntilEmptyAsync();
        Assert.Equal(1, host.Counters[GatewayCounter.SignOnsRedirected]);
        Assert.Equal(1, host.Counters.ErrorsOf(ProtocolErrorCode.NotPrimary));
    }

    [Fact]
    public async Task Request_on_an_open_session_is_refused_and_a_chain_whole()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        host.Sessions.Role.Follow(Primary);

        await client.SendRequestsAsync(1, 1);
        await client.SendRequestsAsync(2, 1, flags: CommandFlags.Linked);
        await client.SendRequestsAsync(3, 1);
        for (var correlation = 1ul; correlation <= 3; correlation++)
        {
            var refusal = await client.ReadAsync(FrameType.Reply);
            Assert.Equal((correlation, ResultCode.NotPrimary, ResultClass.Transient, 0ul),
                (refusal.Correlation, refusal.Reply.Result, refusal.Reply.Class, refusal.Reply.Sequence));
        }

        Assert.Equal(3, host.Counters[GatewayCounter.RequestsNotPrimary]);
        Assert.Equal(0, host.Echo.Handled);
    }

    [Fact]
    public async Task Member_that_leads_again_takes_requests_again()
    {
        await using var host = await TestSwitch.StartAsync();
        host.Sessions.Role.Follow(Primary);
        host.Sessions.Role.Lead();

        using var client = await host.SignOnAsync();
        await client.SendRequestsAsync(1, 1);

        Assert.Equal(ResultCode.Approved, (await client.ReadAsync(FrameType.Reply)).Reply.Result);
    }

    [Fact]
    public async Task Closed_gate_does_not_hide_the_role()
    {
        await using var host = await TestSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        host.Sessions.Gate.Close(ResultCode.DiskFull);
        host.Sessions.Role.Follow(null);

        await client.SendRequestsAsync(1, 1);

        Assert.Equal(ResultCode.NotPrimary, (await client.ReadAsync(FrameType.Reply)).Reply.Result);
    }

    [Fact]
    public async Task Every_connection_is_cut_without_a_word_and_its_window_comes_back_with_its_requests()
    {
        await using var host = await TestSwitch.StartAsync();
        var window = host.Sessions.WindowLeft;
        var clients = new List<RawClient>();
        for (var index = 0; index < 8; index++)
        {
            clients.Add(await host.SignOnAsync());
        }

        clients.Add(await host.ConnectAsync()); // it hasn't signed on yet, and is cut as well
        await TestSwitch.UntilAsync(() => host.Sessions.Count == clients.Count, "all connections to have a place");
        host.Echo.Hold();
        foreach (var client in clients[..8])
        {
            await client.SendRequestsAsync(1, 4);
        }

        await TestSwitch.UntilAsync(() => host.Counters[GatewayCounter.RequestsEntered] == 32, "the requests to enter");
        host.Sessions.Role.Follow(Primary);
        host.Sessions.CutAll();

        foreach (var client in clients)
        {
            Assert.Equal(0, await client.DrainAsync());
            client.Dispose();
        }

        await TestSwitch.UntilAsync(() => host.Sessions.Count == 8, "all places to return but those with requests in the engine");
        host.Echo.Release();
        await host.UntilEmptyAsync();
        Assert.Equal(window, host.Sessions.WindowLeft);
        Assert.Equal(clients.Count, host.Counters[GatewayCounter.ConnectionsCut]);
        Assert.Equal(0, host.Counters[GatewayCounter.ConnectionsLost]);
    }

    [Fact]
    public async Task Connection_that_is_cut_on_many_threads_at_once_counts_once()
    {
        const int Clients = 128, Rounds = 8, Cutters = 2;
        await using var host = await TestSwitch.StartAsync();
        for (var round = 1; round <= Rounds; round++)
        {
            var clients = new List<RawClient>();
            for (var index = 0; index < Clients; index++)
            {
                clients.Add(await host.SignOnAsync(window: 4));
            }

            var sessions = Enumerable.Range(1, Clients).Select(index => host.Sessions.Find((uint)index, generation: (uint)round)!).ToArray();
            var arrived = 0;
            void CutEach()
            {
                for (var index = 0; index < Clients; index++)
                {
                    Interlocked.Increment(ref arrived);
                    SpinWait.SpinUntil(() => Volatile.Read(ref arrived) >= (index + 1) * Cutters);
                    sessions[index].Cut();
                    ((IThreadPoolWorkItem)sessions[index]).Execute();
                }
            }

            await Task.WhenAll(Enumerable.Range(0, Cutters).Select(_ => Task.Factory.StartNew(
                CutEach, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

            await host.UntilEmptyAsync();
            clients.ForEach(static client => client.Dispose());
            Assert.Equal(round * Clients, host.Counters[GatewayCounter.ConnectionsCut]);
            Assert.Equal(0, host.Counters[GatewayCounter.ConnectionsLost]);
        }
    }

    [Fact]
    public async Task Dropped_request_is_never_answered_and_cuts_its_connection()
    {
        await using var host = await TestSwitch.StartAsync();
        var window = host.Sessions.WindowLeft;
        using var client = await host.SignOnAsync();
        using var bystander = await host.SignOnAsync();
        host.Echo.Drops = true;

        await client.SendRequestsAsync(1, 3);

        Assert.Equal(0, await client.DrainAsync());
        Assert.Equal(3, host.Counters[GatewayCounter.RequestsDropped]);
        host.Echo.Drops = false;
        await bystander.SendRequestsAsync(1, 1);
        Assert.Equal(ResultCode.Approved, (await bystander.ReadAsync(FrameType.Reply)).Reply.Result);
        bystander.Dispose();
        await host.UntilEmptyAsync();
        Assert.Equal(window, host.Sessions.WindowLeft);
    }

    [Fact]
    public async Task Role_that_changes_under_load_leaves_no_place_and_no_window_behind()
    {
        await using var host = await TestSwitch.StartAsync();
        var window = host.Sessions.WindowLeft;
        for (var round = 0; round < 30; round++)
        {
            host.Sessions.Role.Lead();
            using var client = await host.SignOnAsync();
            var sending = client.SendRequestsAsync(1, 16);
            host.Sessions.Role.Follow(Primary);
            host.Sessions.CutAll();
            await Record.ExceptionAsync(() => sending); // the cut may come before the last byte
            await client.DrainAsync();
        }

        await host.UntilEmptyAsync();
        Assert.Equal(window, host.Sessions.WindowLeft);
    }
}
