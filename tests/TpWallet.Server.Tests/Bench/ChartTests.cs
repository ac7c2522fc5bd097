using System.Xml.Linq;
using TpWallet.Server.Bench.Reports.Charts;

namespace TpWallet.Server.Tests.Bench;

public sealed class ChartTests
{
    [Fact]
    public void A_line_chart_is_svg_with_its_lines_marks_and_names()
    {
        var chart = new LineChart("rate <1> & \"more\"", Axis.Linear("seconds", 3), Axis.Linear("answers/s", 40_000))
            .Add(new Series("a", [(0, 0), (1, 20_000), (3, 40_000)]))
            .Add(new Series("none", []))
            .Mark(1.5, "kill node-1");
        var svg = XDocument.Parse(chart.ToSvg());

        var texts = svg.Descendants().Where(static element => element.Name.LocalName == "text").Select(static element => element.Value).ToList();
        Assert.Empty(new[] { "rate <1> & \"more\"", "a", "none", "kill node-1", "40k", "seconds", "answers/s" }.Except(texts));
        var line = svg.Descendants().First(static element => element.Name.LocalName == "polyline");
        Assert.Equal("76,344 274,194 670,44", line.Attribute("points")?.Value);
    }

    [Fact]
    public void A_bar_chart_draws_lengths_from_nothing()
    {
        var svg = XDocument.Parse(BarChart.ToSvg("bars", [("a", "x", 100), ("b", "y", 25)]));
        var lengths = svg.Descendants().Where(static element => element.Name.LocalName == "rect").Skip(1)
            .Select(static element => element.Attribute("width")?.Value);
        Assert.Equal(["400", "100"], lengths);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 8)]
    [InlineData(1_234, 1_500)]
    [InlineData(60_000, 60_000)]
    public void A_linear_axis_ends_at_a_round_number(double greatest, double end)
    {
        var axis = Axis.Linear("x", greatest);
        Assert.Equal(end, axis.To, 6);
        Assert.InRange(axis.Ticks.Count, 3, 9);
        Assert.Equal((0, 1), (axis.Place(0), axis.Place(2 * end)));
    }

    [Fact]
    public void A_logarithmic_axis_gives_equal_ratios_equal_distances()
    {
        var axis = Axis.Logarithmic("x", 30, 3_000);
        Assert.Equal([10, 100, 1_000, 10_000], axis.Ticks.Select(static tick => tick.Value));
        Assert.Equal(axis.Place(100) - axis.Place(10), axis.Place(10_000) - axis.Place(1_000), 9);
        Assert.Equal(0, axis.Place(0));
    }

    [Fact]
    public void A_percentile_axis_names_its_nines() =>
        Assert.Equal(["0 %", "90 %", "99 %", "99.9 %"], Axis.Percentiles(3).Ticks.Select(static tick => tick.Text));
}
