using System.Diagnostics;
using System.Threading.Channels;

namespace TpWallet.Server.Demo;

/// <summary>Lets requests go at a rate, up to a total, so that what has to be remembered of them is bounded.</summary>
/// <param name="perSecond">Requests in a second.</param>
/// <param name="total">Requests in all.</param>
internal sealed class Pacer(double perSecond, long total)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(4);

    private readonly Channel<long> _permits = Channel.CreateUnbounded<long>();

    /// <summary>Gives permits as they become due, until it is cancelled or all are given.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        var start = Stopwatch.GetTimestamp();
        try
        {
            for (long given = 0; given < total && await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);)
            {
                for (var due = Math.Min(total, Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond); given < due; given++)
                {
                    _permits.Writer.TryWrite(given);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancelling is how the load ends.
        }

        _permits.Writer.Complete();
    }

    /// <summary>Waits for a permit. False when there will be none.</summary>
    public async ValueTask<bool> TakeAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && await _permits.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (_permits.Reader.TryRead(out _))
            {
                return true;
            }
        }

        return false;
    }
}
