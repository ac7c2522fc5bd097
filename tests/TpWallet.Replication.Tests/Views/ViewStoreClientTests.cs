using TpWallet.Replication.Views;
using TpWallet.Simulation.Broken;
using TpWallet.Simulation.Schedules;

namespace TpWallet.Replication.Tests.Views;

public sealed class ViewStoreClientTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tpwallet-views-").FullName;
    private readonly Script _script = new(BrokenRule.None);
    private readonly SemaphoreSlim _woken = new(0);

    public void Dispose()
    {
        _script.Dispose();
        _woken.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Answers_wait_for_the_replicas_thread_and_say_what_failed()
    {
        using var store = await FileViewStore.OpenAsync(_directory, TimeSpan.FromSeconds(30));
        using var client = new ViewStoreClient(store, TimeSpan.FromSeconds(30), () => _woken.Release());

        client.Read(request: long.MaxValue);
        await TakeAsync(client);
        Assert.Contains("no view", client.LastFailure, StringComparison.Ordinal);

        await store.SwapAsync(null, Samples.View(), CancellationToken.None);
        client.Read(request: long.MaxValue);
        await TakeAsync(client);
        Assert.Null(client.LastFailure);

        var read = await store.ReadAsync(CancellationToken.None);
        client.Swap(request: long.MaxValue, read!, Samples.View(8, 13));
        await TakeAsync(client);
        Assert.Null(client.LastFailure);
        Assert.Equal(Samples.View(8, 13), (await store.ReadAsync(CancellationToken.None))!.View);
    }

    private async Task TakeAsync(ViewStoreClient client)
    {
        Assert.True(await _woken.WaitAsync(TimeSpan.FromSeconds(30)), "no answer came");
        client.Deliver(_script.First.Process!.Replica);
    }
}
