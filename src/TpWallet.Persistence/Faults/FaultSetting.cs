using System.Globalization;

namespace TpWallet.Persistence.Faults;

/// <summary>What the environment variable asks for.</summary>
/// <param name="Point">The place; none when nothing, or nothing sensible, is asked for.</param>
/// <param name="Hit">The how manieth time it is reached, from 1.</param>
/// <param name="Mistake">What is wrong with the value, or null.</param>
internal readonly record struct FaultSetting(FaultPoint Point, long Hit, string? Mistake)
{
    public static FaultSetting Parse(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return default;
        }

        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? value : value[..colon];
        var hit = 1L;
        var isNumber = colon < 0 || long.TryParse(value[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out hit);
        var point = Array.Find(Enum.GetValues<FaultPoint>(), point => FaultPoints.NameOf(point) == name);
        return point != FaultPoint.None && isNumber && hit >= 1
            ? new FaultSetting(point, hit, null)
            : new FaultSetting(FaultPoint.None, 0, $"{FaultPoints.Variable}={value} is no fault point. It takes NAME or NAME:HIT, HIT from 1, with "
                + $"one of these names: {string.Join(", ", Enum.GetValues<FaultPoint>()[1..].Select(FaultPoints.NameOf))}.");
    }
}
