using System.Net.Http.Json;
using System.Text;
using TpWallet.Replication.Views;

namespace TpWallet.Replication.Tests.Views;

/// <summary>Needs Debian's etcd-server.</summary>
public sealed class EtcdViewStoreTests(EtcdProcess etcd) : ViewStoreContract, IClassFixture<EtcdProcess>
{
    private readonly EtcdOptions _options =
        new() { Endpoints = [etcd.Client], Group = $"test-{Guid.NewGuid():N}", RequestTimeout = TimeSpan.FromSeconds(5) };

    protected override Task<IViewStore> OpenAsync() => Task.FromResult<IViewStore>(new EtcdViewStore(_options));

    [Fact]
    public async Task Key_holds_the_view_as_documented()
    {
        using var store = await OpenAsync();
        await store.SwapAsync(null, Samples.View(), CancellationToken.None);

        using var http = new HttpClient();
        var key = Convert.ToBase64String(Encoding.UTF8.GetBytes($"/tpwallet/{_options.Group}/view"));
        using var answer = await http.PostAsJsonAsync(new Uri(etcd.Client, "v3/kv/range"), new { key });
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Contains(Convert.ToBase64String(ViewJson.Write(Samples.View())), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task View_that_somebody_wrote_in_another_layout_can_be_replaced()
    {
        using var store = await OpenAsync();
        using var http = new HttpClient();
        var key = Convert.ToBase64String(Encoding.UTF8.GetBytes(_options.Key));
        var value = Convert.ToBase64String([.. " "u8, .. ViewJson.Write(Samples.View()), .. "\n"u8]);
        using var put = await http.PostAsJsonAsync(new Uri(etcd.Client, "v3/kv/put"), new { key, value });

        var read = await store.ReadAsync(CancellationToken.None);

        Assert.Equal(SwapOutcome.Succeeded, (await store.SwapAsync(read, Samples.View(8, 13), CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Another_endpoint_is_asked_when_one_does_not_answer()
    {
        using var store = new EtcdViewStore(_options with { Endpoints = [new Uri("http://127.0.0.1:1"), etcd.Client] });

        Assert.Null(await store.ReadAsync(CancellationToken.None));
    }
}
