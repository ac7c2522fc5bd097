using System.Globalization;

namespace TpWallet.Server.Bench.Reports.Charts;

/// <summary>Lines over one axis, and marks at some of its values.</summary>
/// <param name="title">Above it.</param>
/// <param name="x">To the right.</param>
/// <param name="y">Upwards.</param>
internal sealed class LineChart(string title, Axis x, Axis y)
{
    private const int Width = 860;
    private const int Height = 400;
    private const int Left = 76;
    private const int Top = 44;
    private const int Right = 190;
    private const int Bottom = 56;
    private const int PlotWidth = Width - Left - Right;
    private const int PlotHeight = Height - Top - Bottom;
    private const int LegendStep = 18;

    private readonly List<Series> _series = [];
    private readonly List<(double X, string Text)> _marks = [];

    /// <summary>Adds a line; without points nothing is drawn.</summary>
    public LineChart Add(Series series)
    {
        _series.Add(series);
        return this;
    }

    /// <summary>Adds a mark across the chart.</summary>
    public LineChart Mark(double value, string text)
    {
        _marks.Add((value, text));
        return this;
    }

    /// <summary>The chart as SVG.</summary>
    public string ToSvg()
    {
        var drawing = new Drawing(Width, Height);
        drawing.Text(Left, 24, title, more: " font-size=\"15\" font-weight=\"bold\"");
        DrawAxes(drawing);
        foreach (var (index, mark) in _marks.Index())
        {
            var position = Left + (PlotWidth * x.Place(mark.X));
            drawing.Line(position, Top, position, Top + PlotHeight, "#888888", " stroke-dasharray=\"4 3\"");
            drawing.Text(position + 3, Top + 12 + (index % 3 * 13), mark.Text, more: " fill=\"#555555\" font-size=\"11\"");
        }

        foreach (var (index, series) in _series.Index())
        {
            var color = Drawing.Colors[index % Drawing.Colors.Count];
            drawing.Path(series.Points.Select(point => (Left + (PlotWidth * x.Place(point.X)), Top + (PlotHeight * (1 - y.Place(point.Y))))), color);
            var row = Top + 8 + (index * LegendStep);
            drawing.Rectangle(Left + PlotWidth + 12, row - 4, 14, 4, color);
            drawing.Text(Left + PlotWidth + 32, row + 2, series.Name);
        }

        return drawing.ToString();
    }

    private void DrawAxes(Drawing drawing)
    {
        foreach (var (value, text) in y.Ticks)
        {
            var position = Top + (PlotHeight * (1 - y.Place(value)));
            drawing.Line(Left, position, Left + PlotWidth, position, "#dddddd");
            drawing.Text(Left - 6, position + 4, text, "end");
        }

        foreach (var (value, text) in x.Ticks)
        {
            var position = Left + (PlotWidth * x.Place(value));
            drawing.Line(position, Top, position, Top + PlotHeight, "#eeeeee");
            drawing.Text(position, Top + PlotHeight + 18, text, "middle");
        }

        drawing.Line(Left, Top + PlotHeight, Left + PlotWidth, Top + PlotHeight, "#333333");
        drawing.Line(Left, Top, Left, Top + PlotHeight, "#333333");
        drawing.Text(Left + (PlotWidth / 2.0), Height - 14, x.Title, "middle");
        var middle = Top + (PlotHeight / 2);
        drawing.Text(16, middle, y.Title, "middle", string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate(-90 16 {middle})\""));
    }
}
