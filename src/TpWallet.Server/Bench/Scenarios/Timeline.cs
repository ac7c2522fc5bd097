using System.Text.Json;
using System.Text.Json.Serialization;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Bench.Scenarios;

/// <summary>How a run went, interval by interval, and what happened meanwhile. As JSON its names are in camelCase.</summary>
/// <param name="IntervalMs">Length of an interval.</param>
/// <param name="Points">The intervals, in their order.</param>
/// <param name="Events">What happened.</param>
internal sealed record Timeline(int IntervalMs, IReadOnlyList<TimelinePoint> Points, IReadOnlyList<TimelineEvent> Events)
{
    /// <summary>How it is written.</summary>
    public static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The highest rate of an interval, answers a second.</summary>
    public double PeakPerSecond => Points.Count == 0 ? 0 : Points.Max(static point => point.Acknowledged) * 1_000.0 / IntervalMs;

    /// <summary>The longest time without an answer between the first and the last one, milliseconds; whole intervals.</summary>
    public long LongestSilenceMs
    {
        get
        {
            var longest = 0L;
            var lastMs = (long?)null;
            foreach (var point in Points.Where(static point => point.Acknowledged > 0))
            {
                longest = Math.Max(longest, point.Ms - (lastMs ?? point.Ms - IntervalMs) - IntervalMs);
                lastMs = point.Ms;
            }

            return longest;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It can't be read or isn't a timeline.</exception>
    public static Timeline Load(string path)
    {
        try
        {
            var timeline = JsonSerializer.Deserialize<Timeline>(File.ReadAllText(path), JsonOptions);
            return timeline is { IntervalMs: > 0, Points.Count: > 0 }
                ? timeline
                : throw new ConfigurationException($"{path}: a timeline has intervalMs above 0 and at least one point");
        }
        catch (JsonException exception)
        {
            throw new ConfigurationException($"{path} is no timeline: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} can't be read: {exception.Message}", exception);
        }
    }
}
