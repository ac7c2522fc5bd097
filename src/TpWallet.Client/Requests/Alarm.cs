namespace TpWallet.Client.Requests;

/// <summary>
/// One timer for everything that falls due: it is moved only when something earlier comes, so a stream of requests with the same deadline
/// doesn't touch it. Silent when nothing is due.
/// </summary>
internal sealed class Alarm : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Func<long, long> _onDue;
    private readonly ITimer _timer;
    private long _due = long.MaxValue;
    private bool _disposed;

    /// <param name="time">The clock.</param>
    /// <param name="onDue">Gets the timestamp of now, returns when it wants to be called next or <see cref="long.MaxValue"/>. Runs on a pool
    /// thread.</param>
    public Alarm(TimeProvider time, Func<long, long> onDue)
    {
        _time = time;
        _onDue = onDue;
        _timer = time.CreateTimer(static state => ((Alarm)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Rings at this timestamp or before.</summary>
    public void SetAtLatest(long due)
    {
        lock (_lock)
        {
            if (due < _due && !_disposed)
            {
                _due = due;

                // A millisecond is the timer's grain; one more, so that it never rings just before what is due.
                var pause = _time.GetElapsedTime(_time.GetTimestamp(), due) + TimeSpan.FromMilliseconds(1);
                _timer.Change(pause < TimeSpan.Zero ? TimeSpan.Zero : pause < LongestPause ? pause : LongestPause, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _timer.Dispose();
        }
    }

    private void Ring()
    {
        lock (_lock)
        {
            _due = long.MaxValue;
        }

        SetAtLatest(_onDue(_time.GetTimestamp()));
    }
}
