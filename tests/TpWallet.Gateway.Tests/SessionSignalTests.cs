using TpWallet.Gateway.Sessions;

namespace TpWallet.Gateway.Tests;

public sealed class SessionSignalTests
{
    [Fact]
    public async Task Raise_before_the_wait_is_not_lost_and_counts_once()
    {
        var signal = new SessionSignal();

        signal.Raise();
        signal.Raise();

        await signal.WaitAsync();
        var waiting = signal.WaitAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        signal.Raise();
        await waiting;
    }

    [Fact]
    public async Task Every_raise_after_a_turn_begins_leads_to_another_turn()
    {
        const int Raises = 100_000;
        var signal = new SessionSignal();
        long raised = 0;
        long seen = 0;
        var reader = Task.Run(async () =>
        {
            while (Volatile.Read(ref seen) < Raises)
            {
                await signal.WaitAsync();
                Volatile.Write(ref seen, Volatile.Read(ref raised));
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var turn = 0; turn < Raises / 2; turn++)
            {
                Interlocked.Increment(ref raised);
                signal.Raise();
            }
        })));

        await reader.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(Raises, seen);
    }
}
