using System.Diagnostics;
using System.Text.Json;
using TpWallet.Aeron.Publications;
using TpWallet.Aeron.Subscriptions;

namespace TpWallet.Aeron.Samples;

/// <summary>Echoes messages, parked while there are none, and reports what processor time that took.</summary>
internal static class Pong
{
    public static int Run(string request, int requestStream, string reply, int replyStream, int seconds)
    {
        using var endpoint = new AeronEndpoint();
        using var subscription = endpoint.AddSubscription(request, requestStream);
        using var publication = endpoint.AddPublication(reply, replyStream);
        var idle = new AdaptiveIdleStrategy(endpoint);
        var echoed = 0L;
        FragmentHandler handler = (payload, in _) =>
        {
            while (publication.Offer(payload) == Publication.AdminAction)
            {
            }

            echoed++;
        };

        var started = Stopwatch.GetTimestamp();
        var last = started;
        while (Stopwatch.GetElapsedTime(last).TotalSeconds < seconds)
        {
            var fragments = subscription.Poll(handler, 10);
            last = fragments > 0 ? Stopwatch.GetTimestamp() : last;
            idle.Idle(fragments + endpoint.DoWork());
        }

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            role = "pong",
            messages = echoed,
            seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2),
            processor_s = Math.Round(Environment.CpuUsage.TotalTime.TotalSeconds, 3),
        }));
        return 0;
    }
}
