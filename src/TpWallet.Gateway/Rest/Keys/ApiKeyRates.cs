using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace TpWallet.Gateway.Rest.Keys;

/// <summary>
/// How often each key may ask: a token bucket for each, refilled when it is used, so that no timer runs for keys that are silent. There are
/// at most as many as keys.
/// </summary>
internal sealed class ApiKeyRates(int requestsPerSecond) : IDisposable
{
    private const int PeriodsPerSecond = 100;

    private readonly ConcurrentDictionary<string, TokenBucketRateLimiter> _limiters = new();

    /// <summary>Takes one of the key's tokens. False when there is none; then after how long there is.</summary>
    public bool TryTake(ApiKey key, out TimeSpan retryAfter)
    {
        var limiter = _limiters.GetOrAdd(key.Id, static (_, rate) => Create(rate), requestsPerSecond);
        limiter.TryReplenish();
        using var lease = limiter.AttemptAcquire();
        retryAfter = TimeSpan.Zero;
        if (!lease.IsAcquired)
        {
            retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? told : TimeSpan.FromSeconds(1);
        }

        return lease.IsAcquired;
    }

    public void Dispose()
    {
        foreach (var limiter in _limiters.Values)
        {
            limiter.Dispose();
        }
    }

    private static TokenBucketRateLimiter Create(int rate)
    {
        var tokens = Math.Max(1, rate / PeriodsPerSecond);
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = rate,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / rate),
            QueueLimit = 0,
            AutoReplenishment = false,
        });
    }
}
