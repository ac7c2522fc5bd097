namespace TpWallet.Simulation;

/// <summary>
/// A clock that stands still until the next event, and then jumps there. What is due at the same time happens in the order of planning.
/// </summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (long AtMs, long Order)> _events = new();
    private long _order;

    public long NowMs { get; private set; }

    public long Events => _order;

    public void After(long delayMs, Action action) => _events.Enqueue(action, (NowMs + delayMs, _order++));

    /// <summary>Carries out what is due until a time, or until a condition holds.</summary>
    /// <returns>Whether the condition holds.</returns>
    public bool RunUntil(long untilMs, Func<bool>? condition = null)
    {
        while (condition?.Invoke() != true)
        {
            if (!_events.TryPeek(out _, out var next) || next.AtMs > untilMs)
            {
                NowMs = Math.Max(NowMs, untilMs);
                return condition?.Invoke() ?? true;
            }

            var action = _events.Dequeue();
            NowMs = next.AtMs;
            action();
        }

        return true;
    }
}
