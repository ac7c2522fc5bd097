namespace TpWallet.Server.Bench.Reports.Charts;

/// <summary>Bars from 0, one below the other, so that lengths can be compared.</summary>
internal static class BarChart
{
    private const int Left = 330;
    private const int BarLength = 400;
    private const int Width = Left + BarLength + 120;
    private const int Step = 26;
    private const int Top = 52;

    /// <summary>The chart as SVG.</summary>
    /// <param name="title">Above it.</param>
    /// <param name="bars">From the top; those of one group have one colour.</param>
    public static string ToSvg(string title, IReadOnlyList<(string Name, string Group, double Value)> bars)
    {
        var drawing = new Drawing(Width, Top + (bars.Count * Step) + 16);
        drawing.Text(16, 24, title, more: " font-size=\"15\" font-weight=\"bold\"");
        var groups = bars.Select(static bar => bar.Group).Distinct().ToList();
        var greatest = bars.Max(static bar => bar.Value);
        foreach (var (index, bar) in bars.Index())
        {
            var y = Top + (index * Step);
            var length = greatest > 0 ? BarLength * bar.Value / greatest : 0;
            drawing.Text(Left - 8, y + 14, bar.Name, "end");
            drawing.Rectangle(Left, y, Math.Max(1, length), Step - 8, Drawing.Colors[groups.IndexOf(bar.Group) % Drawing.Colors.Count]);
            drawing.Text(Left + length + 6, y + 14, $"{bar.Value:N0}");
        }

        return drawing.ToString();
    }
}
