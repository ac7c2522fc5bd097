using System.Globalization;

namespace TpWallet.Server.Bench.Reports.Charts;

/// <summary>One direction of a chart: from which value to which, and what is written at it.</summary>
/// <param name="Title">What it shows, with its unit.</param>
/// <param name="From">Least value.</param>
/// <param name="To">Greatest value, more than the least.</param>
/// <param name="Ticks">Values that are written at it, with their text.</param>
/// <param name="IsLogarithmic">Equal distances are equal ratios; both ends are above 0.</param>
internal sealed record Axis(string Title, double From, double To, IReadOnlyList<(double Value, string Text)> Ticks, bool IsLogarithmic)
{
    private const int TicksWanted = 6;
    private static readonly double[] RoundSteps = [1, 2, 5, 10];

    /// <summary>From 0 to at least the value, with round ticks.</summary>
    public static Axis Linear(string title, double greatest)
    {
        var top = greatest > 0 ? greatest : 1;
        var rough = top / TicksWanted;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = RoundSteps.First(factor => factor * power >= rough) * power;
        var count = (int)Math.Ceiling(top / step);
        var ticks = Enumerable.Range(0, count + 1).Select(index => (index * step, Short(index * step))).ToList();
        return new Axis(title, 0, count * step, ticks, IsLogarithmic: false);
    }

    /// <summary>Powers of ten around two values above 0.</summary>
    public static Axis Logarithmic(string title, double least, double greatest)
    {
        var first = (int)Math.Floor(Math.Log10(least));
        var last = Math.Max(first + 1, (int)Math.Ceiling(Math.Log10(greatest)));
        var ticks = Enumerable.Range(first, last - first + 1).Select(static power => (Math.Pow(10, power), Short(Math.Pow(10, power)))).ToList();
        return new Axis(title, ticks[0].Item1, ticks[^1].Item1, ticks, IsLogarithmic: true);
    }

    /// <summary>Percentiles, each further nine as wide as the one before: 0 to 99.99 and more.</summary>
    /// <param name="nines">How many: 4 for 99.99 %.</param>
    public static Axis Percentiles(int nines)
    {
        var ticks = Enumerable.Range(0, nines + 1)
            .Select(static count => (Math.Pow(10, count), (100 - Math.Pow(10, 2 - count)).ToString("0.#####", CultureInfo.InvariantCulture) + " %"))
            .ToList();
        return new Axis("percentile", 1, ticks[^1].Item1, ticks, IsLogarithmic: true);
    }

    /// <summary>Where a value lies, 0 to 1; what lies outside is put on the nearer end.</summary>
    public double Place(double value)
    {
        var share = IsLogarithmic
            ? (Math.Log10(Math.Max(value, From)) - Math.Log10(From)) / (Math.Log10(To) - Math.Log10(From))
            : (value - From) / (To - From);
        return Math.Clamp(share, 0, 1);
    }

    /// <summary>A number as it is written at an axis: 25k, 1.5M.</summary>
    public static string Short(double value) => value switch
    {
        >= 1e6 => Text(value / 1e6) + "M",
        >= 1e3 => Text(value / 1e3) + "k",
        _ => Text(value),
    };

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
