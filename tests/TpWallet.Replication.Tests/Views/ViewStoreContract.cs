using TpWallet.Replication.Views;

namespace TpWallet.Replication.Tests.Views;

/// <summary>What every view store must do.</summary>
public abstract class ViewStoreContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>One more handle on the same, initially empty store.</summary>
    protected abstract Task<IViewStore> OpenAsync();

    [Fact]
    public async Task Store_is_empty_until_a_view_is_created_once()
    {
        using var store = await OpenAsync();

        Assert.Null(await store.ReadAsync(None));
        Assert.Equal(SwapOutcome.Succeeded, (await store.SwapAsync(null, Samples.View(), None)).Outcome);
        Assert.Equal(SwapOutcome.Refused, (await store.SwapAsync(null, Samples.View(), None)).Outcome);
        Assert.Equal(Samples.View(), (await store.ReadAsync(None))!.View);
    }

    [Fact]
    public async Task Swap_needs_the_revision_and_the_value()
    {
        using var store = await OpenAsync();
        await store.SwapAsync(null, Samples.View(), None);
        var old = (await store.ReadAsync(None))!;
        var next = Samples.View(8, 13, 3);

        Assert.Equal(SwapOutcome.Refused, (await store.SwapAsync(old with { View = Samples.View(9) }, next, None)).Outcome);
        Assert.Equal(SwapOutcome.Refused, (await store.SwapAsync(old with { Revision = old.Revision + 1 }, next, None)).Outcome);
        var answer = await store.SwapAsync(old, next, None);
        Assert.Equal(SwapOutcome.Succeeded, answer.Outcome);
        Assert.Equal(new StoredView(answer.Revision, next), await store.ReadAsync(None));
        Assert.Equal(SwapOutcome.Refused, (await store.SwapAsync(old, next, None)).Outcome);
    }

    [Fact]
    public async Task View_is_there_for_whoever_opens_the_store_later()
    {
        using (var store = await OpenAsync())
        {
            await store.SwapAsync(null, Samples.View(), None);
        }

        using var later = await OpenAsync();
        var read = (await later.ReadAsync(None))!;
        Assert.Equal(Samples.View(), read.View);
        Assert.Equal(SwapOutcome.Succeeded, (await later.SwapAsync(read, Samples.View(8, 13), None)).Outcome);
    }

    [Fact]
    public async Task One_of_many_that_swap_at_once_wins()
    {
        const int Swappers = 4, Rounds = 10;
        using var first = await OpenAsync();
        await first.SwapAsync(null, Samples.View(1, 1), None);
        var wins = await Task.WhenAll(Enumerable.Range(1, Swappers).Select(swapper => Task.Run(async () =>
        {
            using var store = await OpenAsync();
            var won = 0;
            while (await store.ReadAsync(None) is { View.Version: <= Rounds } read)
            {
                var desired = Samples.View(read.View.Epoch + 1, read.View.Version + 1, (ushort)swapper);
                won += (await store.SwapAsync(read, desired, None)).Outcome == SwapOutcome.Succeeded ? 1 : 0;
            }

            return won;
        })));

        Assert.Equal(Rounds, wins.Sum());
    }

    [Fact]
    public async Task Watch_hints_at_a_change_and_ends_when_canceled()
    {
        using var store = await OpenAsync();
        using var stop = new CancellationTokenSource();
        using var hinted = new SemaphoreSlim(0);
        var watch = store.WatchAsync(() => hinted.Release(), stop.Token);
        await store.SwapAsync(null, Samples.View(), None);
        for (var read = await store.ReadAsync(None); !await hinted.WaitAsync(TimeSpan.FromMilliseconds(100)); read = await store.ReadAsync(None))
        {
            // Again, in case that the watch began later than the first change.
            await store.SwapAsync(read, Samples.View(version: read!.View.Version + 1), None);
        }

        await stop.CancelAsync();
        await watch.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
