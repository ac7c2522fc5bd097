using System.Diagnostics;
using System.Runtime.InteropServices;
using TpWallet.Aeron.Publications;
using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron.Samples;

/// <summary>Publishes numbered messages and waits until the receiver has all of them.</summary>
internal static class Publisher
{
    private const int Batch = 64;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(10);

    public static int Run(string channel, int stream, long count, int length, bool thread, bool portable)
    {
        using var endpoint = new AeronEndpoint(new AeronOptions { Network = UdpNetwork.Create(portable) });
        using var publication = endpoint.AddPublication(channel, stream);
        var loop = new Loop(endpoint, thread);
        if (!loop.RunUntil(() => publication.IsConnected, ConnectTimeout))
        {
            Console.Error.WriteLine($"No receiver on {channel}.");
            return 1;
        }

        var started = Stopwatch.GetTimestamp();
        if (!PublishAll(publication, loop, count, Math.Max(length, sizeof(long))))
        {
            Console.Error.WriteLine("The receiver stopped taking messages.");
            return 1;
        }

        publication.Dispose();
        loop.RunUntil(() => publication.IsReleased, StallTimeout);
        Report.Write("publish", count, length, Stopwatch.GetElapsedTime(started), endpoint);
        return 0;
    }

    private static bool PublishAll(Publication publication, Loop loop, long count, int length)
    {
        var message = new byte[length];
        var stalled = Stopwatch.GetTimestamp();
        for (long sent = 0; sent < count;)
        {
            var before = sent;
            for (var i = 0; i < Batch && sent < count; i++)
            {
                MemoryMarshal.Write(message, sent);
                var result = publication.Offer(message);
                if (result > 0)
                {
                    sent++;
                }
                else if (result != Publication.AdminAction)
                {
                    break;
                }
            }

            if (sent > before)
            {
                stalled = 0;
            }
            else if (stalled == 0)
            {
                stalled = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(stalled) > StallTimeout)
            {
                return false;
            }

            loop.Turn((int)(sent - before));
        }

        return true;
    }
}
