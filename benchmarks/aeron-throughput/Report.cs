using System.Text.Json;

namespace TpWallet.Aeron.Samples;

/// <summary>The result as one line of JSON.</summary>
internal static class Report
{
    public static void Write(string role, long count, int length, TimeSpan elapsed, AeronEndpoint endpoint)
    {
        var counters = endpoint.Counters.Values.Where(static counter => counter.Value != 0)
            .ToDictionary(static counter => counter.Key.ToString(), static counter => counter.Value);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            role,
            messages = count,
            message_length = length,
            seconds = Math.Round(elapsed.TotalSeconds, 4),
            messages_per_s = Math.Round(count / elapsed.TotalSeconds),
            processor_s = Math.Round(Environment.CpuUsage.TotalTime.TotalSeconds, 3),
            counters,
        }));
    }
}
