namespace TpWallet.Gateway.Sessions;

/// <summary>How many requests all sessions together may have in flight, and how much of that is not yet promised to one of them.</summary>
internal sealed class WindowBudget(int total)
{
    private int _left = total;

    public int Left => Volatile.Read(ref _left);

    /// <summary>Takes as much as is wanted, or all that is left. False when nothing is.</summary>
    public bool TryTake(int wanted, out int granted)
    {
        var left = Left;
        while (true)
        {
            granted = Math.Min(wanted, left);
            if (granted == 0)
            {
                return false;
            }

            var seen = Interlocked.CompareExchange(ref _left, left - granted, left);
            if (seen == left)
            {
                return true;
            }

            left = seen;
        }
    }

    public void Return(int granted) => Interlocked.Add(ref _left, granted);
}
