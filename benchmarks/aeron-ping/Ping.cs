using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using TpWallet.Aeron.Publications;
using TpWallet.Aeron.Subscriptions;

namespace TpWallet.Aeron.Samples;

/// <summary>Measures round trips, one at a time, with the adaptive idle strategy between them.</summary>
internal sealed class Ping(string request, int requestStream, string reply, int replyStream, int length)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EchoTimeout = TimeSpan.FromSeconds(10);
    private readonly byte[] _message = new byte[Math.Max(length, sizeof(long))];
    private long _echoed = long.MinValue;
    private TimeSpan _processorBefore;

    public int Run(int warmUp, int count, int intervalMicroseconds)
    {
        using var endpoint = new AeronEndpoint();
        using var subscription = endpoint.AddSubscription(reply, replyStream);
        using var publication = endpoint.AddPublication(request, requestStream);
        var idle = new AdaptiveIdleStrategy(endpoint);
        FragmentHandler handler = (payload, in _) => _echoed = MemoryMarshal.Read<long>(payload);
        var started = Stopwatch.GetTimestamp();
        while (!publication.IsConnected || !subscription.IsConnected)
        {
            if (Stopwatch.GetElapsedTime(started) > ConnectTimeout)
            {
                Console.Error.WriteLine("No pong.");
                return 1;
            }

            idle.Idle(endpoint.DoWork());
        }

        var times = new long[count];
        var measured = 0L;
        for (var i = -warmUp; i < count; i++)
        {
            if (i == 0)
            {
                measured = Stopwatch.GetTimestamp();
                _processorBefore = Environment.CpuUsage.TotalTime;
            }

            var ticks = RoundTrip(i, endpoint, publication, subscription, handler, idle);
            if (ticks < 0)
            {
                Console.Error.WriteLine($"The echo of message {i} didn't come.");
                return 1;
            }

            if (i >= 0)
            {
                times[i] = ticks;
            }

            Wait(intervalMicroseconds, endpoint, idle);
        }

        Write(times, Stopwatch.GetElapsedTime(measured));
        return 0;
    }

    private static void Wait(int microseconds, AeronEndpoint endpoint, AdaptiveIdleStrategy idle)
    {
        var end = Stopwatch.GetTimestamp() + (microseconds * Stopwatch.Frequency / 1_000_000);
        while (Stopwatch.GetTimestamp() < end)
        {
            idle.Idle(endpoint.DoWork());
        }
    }

    private static double Microseconds(long ticks) => Math.Round(ticks * 1e6 / Stopwatch.Frequency, 2);

    private long RoundTrip(
        long number, AeronEndpoint endpoint, Publication publication, Subscription subscription, FragmentHandler handler, AdaptiveIdleStrategy idle)
    {
        MemoryMarshal.Write(_message, number);
        var started = Stopwatch.GetTimestamp();
        while (publication.Offer(_message) <= 0)
        {
            endpoint.DoWork();
            if (Stopwatch.GetElapsedTime(started) > EchoTimeout)
            {
                return -1;
            }
        }

        endpoint.DoWork();
        while (_echoed != number)
        {
            var work = endpoint.DoWork() + subscription.Poll(handler, 10);
            idle.Idle(work);
            if (work == 0 && Stopwatch.GetElapsedTime(started) > EchoTimeout)
            {
                return -1;
            }
        }

        return Stopwatch.GetTimestamp() - started;
    }

    private void Write(long[] times, TimeSpan elapsed)
    {
        Array.Sort(times);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            role = "ping",
            messages = times.Length,
            message_length = _message.Length,
            messages_per_s = Math.Round(times.Length / elapsed.TotalSeconds),
            p50_us = Microseconds(times[times.Length / 2]),
            p99_us = Microseconds(times[times.Length * 99 / 100]),
            p999_us = Microseconds(times[(int)(times.Length * 999L / 1000)]),
            max_us = Microseconds(times[^1]),
            seconds = Math.Round(elapsed.TotalSeconds, 2),
            processor_s = Math.Round((Environment.CpuUsage.TotalTime - _processorBefore).TotalSeconds, 3),
        }));
    }
}
