namespace TpWallet.Client.Tests;

internal static class Wait
{
    public static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, FakeSwitch.Patience));

    /// <summary>Moves the clock on until the task is done: how far it must go depends on when timers were set.</summary>
    public static async Task<T> AdvanceUntilDone<T>(ManualTime time, TimeSpan step, Task<T> task)
    {
        Until(() =>
        {
            time.Advance(step);
            return task.IsCompleted;
        });
        return await task;
    }
}
