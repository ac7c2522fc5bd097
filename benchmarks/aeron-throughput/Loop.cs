using System.Diagnostics;

namespace TpWallet.Aeron.Samples;

/// <summary>Drives an endpoint from the sample's own thread, or leaves that to the endpoint's.</summary>
internal sealed class Loop
{
    private readonly AeronEndpoint? _driven;
    private readonly AdaptiveIdleStrategy _idle;

    public Loop(AeronEndpoint endpoint, bool thread)
    {
        _idle = new AdaptiveIdleStrategy(endpoint);
        if (thread)
        {
            endpoint.Start();
        }
        else
        {
            _driven = endpoint;
        }
    }

    /// <summary>One cycle, and a rest if neither it nor the application had anything to do.</summary>
    /// <param name="work">What the application did.</param>
    public void Turn(int work)
    {
        if (_driven is not null)
        {
            _idle.Idle(work + _driven.DoWork());
        }
        else if (work == 0)
        {
            Thread.Yield();
        }
    }

    /// <summary>Cycles until a condition holds or the time is over.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan timeout)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > timeout)
            {
                return false;
            }

            if (_driven is not null)
            {
                _idle.Idle(_driven.DoWork());
            }
            else
            {
                Thread.Yield();
            }
        }

        return true;
    }
}
