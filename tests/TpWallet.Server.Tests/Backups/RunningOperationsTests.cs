using TpWallet.Server.Operations;

namespace TpWallet.Server.Tests.Backups;

public sealed class RunningOperationsTests
{
    [Fact]
    public async Task Switch_that_stops_waits_for_what_it_has_given_up()
    {
        using var stopping = new CancellationTokenSource();
        var running = new RunningOperations(stopping.Token);
        var isCancelled = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource();
        var operation = running.RunAsync(
            async cancellation =>
            {
                cancellation.Register(isCancelled.SetResult);
                await mayEnd.Task;
                cancellation.ThrowIfCancellationRequested();
                return 0;
            },
            CancellationToken.None);

        await stopping.CancelAsync();
        await isCancelled.Task;
        var completion = running.CompleteAsync();
        Assert.False(completion.IsCompleted);
        mayEnd.SetResult();
        await completion;
        var failure = await Assert.ThrowsAsync<OperationFailedException>(() => operation);
        Assert.Contains("the switch is stopping", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<OperationFailedException>(() => running.RunAsync(static _ => Task.FromResult(0), CancellationToken.None));
    }
}
