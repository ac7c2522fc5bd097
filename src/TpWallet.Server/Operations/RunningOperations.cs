namespace TpWallet.Server.Operations;

/// <summary>Runs operations until the switch stops, and knows when the last of them has ended: what they read must outlive them.</summary>
/// <param name="stopping">Ends all of them.</param>
internal sealed class RunningOperations(CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Runs one.</summary>
    /// <param name="operation">What to run; gets the token that ends it.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="OperationFailedException">The switch stops.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        try
        {
            return await Begin(operation, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (stopping.IsCancellationRequested)
        {
            throw new OperationFailedException("given up: the switch is stopping", exception);
        }
    }

    /// <summary>Completes when none runs any more; call when they were told to stop.</summary>
    public async Task CompleteAsync()
    {
        Task[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<T> Begin<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        Task<T> task;
        lock (_gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            task = Task.Run(() => operation(cancellationToken), CancellationToken.None);
            _running.Add(task);
        }

        try
        {
            return await task.ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove(task);
            }
        }
    }
}
