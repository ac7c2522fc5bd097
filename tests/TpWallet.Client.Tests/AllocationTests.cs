using TpWallet.Messages;

namespace TpWallet.Client.Tests;

[Collection(nameof(AloneCollection))]
public sealed class AllocationTests
{
    private const int Callers = 32;
    private const int Rounds = 2_000;
    private const int BytesPerRequestMax = 16;

    /// <summary>
    /// Counts the whole process, the tasks of the callers and, in a build without optimization, an object per write with it: the bar is below
    /// what the smallest object per request would cost, 24 bytes.
    /// </summary>
    [Fact]
    public async Task Warm_client_allocates_nothing_per_request()
    {
        using var fake = new FakeSwitch();
        var serving = Task.Factory.StartNew(() => Serve(fake), TaskCreationOptions.LongRunning);
        var client = await AcquirerClient.ConnectAsync(fake.Options());
        await CallAsync(client);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await CallAsync(client);
        var perRequest = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(Callers * Rounds);

        Assert.InRange(perRequest, 0, BytesPerRequestMax);
        await client.DisposeAsync();
        await serving;
    }

    private static void Serve(FakeSwitch fake)
    {
        using var session = fake.Accept();
        session.ServeBlocking(FakeSwitch.Welcome(Callers / 2));
    }

    private static Task CallAsync(AcquirerClient client) => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
    {
        var command = Ids.Purchase();
        for (var round = 0; round < Rounds; round++)
        {
            command.RequestId = new RequestId(command.RequestId.First, command.RequestId.Second + 1);
            Assert.True((await client.SendAsync(command)).IsApproved);
        }
    })));
}
