using System.Net;
using System.Net.Sockets;
using TpWallet.Replication.Views;

namespace TpWallet.Replication.Tests.Views;

/// <summary>An etcd that is killed, comes back, or accepts connections and says nothing.</summary>
public sealed class EtcdAwayTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Store_says_that_it_does_not_know_while_etcd_is_away_and_works_when_it_is_back()
    {
        using var etcd = new EtcdProcess();
        using var store = Store(etcd.Client);
        await store.SwapAsync(null, Samples.View(), None);
        var read = await store.ReadAsync(None);

        etcd.Kill();
        await Assert.ThrowsAsync<ViewStoreException>(() => store.ReadAsync(None));
        Assert.Equal(SwapOutcome.Unknown, (await store.SwapAsync(read, Samples.View(8, 13), None)).Outcome);

        etcd.Start();
        Assert.Equal(read, await store.ReadAsync(None));
        Assert.Equal(SwapOutcome.Succeeded, (await store.SwapAsync(read, Samples.View(8, 13), None)).Outcome);
    }

    [Fact]
    public async Task Silent_store_is_given_up_after_the_timeout()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var store = Store(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAsync<ViewStoreException>(() => store.ReadAsync(None).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(SwapOutcome.Unknown, (await store.SwapAsync(null, Samples.View(), None).WaitAsync(TimeSpan.FromSeconds(30))).Outcome);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<ArgumentException>(() => Store(new Uri("ftp://127.0.0.1")));
        Assert.Throws<ArgumentException>(() => new EtcdViewStore(new EtcdOptions { Endpoints = [new Uri("http://127.0.0.1")], Group = "a/b" }));
        Assert.Throws<ArgumentException>(() => new EtcdViewStore(new EtcdOptions { Endpoints = [], Group = "a" }));
    }

    private static EtcdViewStore Store(Uri endpoint, TimeSpan? timeout = null) =>
        new(new EtcdOptions { Endpoints = [endpoint], Group = "away", RequestTimeout = timeout ?? TimeSpan.FromSeconds(5) });
}
