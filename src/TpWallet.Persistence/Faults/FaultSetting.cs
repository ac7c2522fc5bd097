using System.Globalization;

namespace TpWallet.Persistence.Faults;

/// <summary>What the environment variable asks for.</summary>
/// <param name="Point">The place; none when nothing, or nothing sensible, is asked for.</param>
/// <param name="Hit">The how manieth time it is reached, from 1.</param>
/// <param name="Mistake">What is wrong with the value, or null.</param>
/// <param name="StallMs">For how long the process stands still, each <paramref name="Hit"/>th time, milliseconds; 0: it is killed.</param>
internal readonly record struct FaultSetting(FaultPoint Point, long Hit, string? Mistake, int StallMs = 0)
{
    private const string Stall = "stall=";
    private const int StallMsMax = 60_000;

    public static FaultSetting Parse(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return default;
        }

        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? value : value[..colon];
        var point = Array.Find(Enum.GetValues<FaultPoint>(), point => FaultPoints.NameOf(point) == name);
        return point != FaultPoint.None && TryParseTime(colon < 0 ? "1" : value[(colon + 1)..], out var hit, out var stallMs)
            ? new FaultSetting(point, hit, null, stallMs)
            : new FaultSetting(FaultPoint.None, 0, $"{FaultPoints.Variable}={value} is no fault point. It takes NAME, NAME:HIT or "
                + $"NAME:{Stall}MS/HIT, HIT from 1, MS 1 to {StallMsMax}, with one of these names: "
                + $"{string.Join(", ", Enum.GetValues<FaultPoint>()[1..].Select(FaultPoints.NameOf))}.");
    }

    /// <summary>Reads HIT or stall=MS/HIT.</summary>
    private static bool TryParseTime(ReadOnlySpan<char> text, out long hit, out int stallMs)
    {
        stallMs = 0;
        if (text.StartsWith(Stall, StringComparison.Ordinal))
        {
            var slash = text.IndexOf('/');
            if (slash < 0 || !int.TryParse(text[Stall.Length..slash], NumberStyles.None, CultureInfo.InvariantCulture, out stallMs)
                || stallMs is < 1 or > StallMsMax)
            {
                hit = 0;
                return false;
            }

            text = text[(slash + 1)..];
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out hit) && hit >= 1;
    }
}
