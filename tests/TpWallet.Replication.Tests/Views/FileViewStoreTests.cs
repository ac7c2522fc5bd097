using TpWallet.Replication.Views;

namespace TpWallet.Replication.Tests.Views;

public sealed class FileViewStoreTests : ViewStoreContract, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tpwallet-views-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    protected override async Task<IViewStore> OpenAsync() => await FileViewStore.OpenAsync(_directory, TimeSpan.FromSeconds(30));

    [Fact]
    public async Task Swap_without_the_lock_has_an_unknown_outcome_and_changes_nothing()
    {
        using var store = await FileViewStore.OpenAsync(_directory, TimeSpan.FromMilliseconds(50));
        await store.SwapAsync(null, Samples.View(), CancellationToken.None);
        var read = await store.ReadAsync(CancellationToken.None);
        using (File.OpenHandle(Path.Combine(_directory, "view.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            var answer = await store.SwapAsync(read, Samples.View(8, 13), CancellationToken.None);

            Assert.Equal(SwapOutcome.Unknown, answer.Outcome);
            Assert.Contains("locked", answer.Reason, StringComparison.Ordinal);
            await Assert.ThrowsAsync<ViewStoreException>(() => store.ReadAsync(CancellationToken.None));
            await Assert.ThrowsAsync<ViewStoreException>(() => FileViewStore.OpenAsync(_directory, TimeSpan.FromMilliseconds(50)));
        }

        Assert.Equal(read, await store.ReadAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"revision\":1,\"view\":{}}")]
    public async Task Damaged_file_is_not_taken_for_an_empty_store(string content)
    {
        using var store = await OpenAsync();
        await File.WriteAllTextAsync(Path.Combine(_directory, "view.json"), content);

        var exception = await Assert.ThrowsAsync<ViewStoreException>(() => store.ReadAsync(CancellationToken.None));

        Assert.Contains("view.json", exception.Message, StringComparison.Ordinal);
        Assert.Equal(SwapOutcome.Unknown, (await store.SwapAsync(null, Samples.View(), CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Half_written_file_of_a_killed_process_does_no_harm()
    {
        using var store = await OpenAsync();
        await store.SwapAsync(null, Samples.View(), CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(_directory, "view.json.new"), "{\"rev");

        var read = await store.ReadAsync(CancellationToken.None);

        Assert.Equal(SwapOutcome.Succeeded, (await store.SwapAsync(read, Samples.View(8, 13), CancellationToken.None)).Outcome);
    }
}
