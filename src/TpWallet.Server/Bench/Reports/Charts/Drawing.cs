using System.Globalization;
using System.Net;
using System.Text;

namespace TpWallet.Server.Bench.Reports.Charts;

/// <summary>Writes SVG: lines, rectangles and text on white, positions in pixels from the upper left corner.</summary>
internal sealed class Drawing
{
    /// <summary>Told apart by most eyes, also without colour vision (Okabe and Ito).</summary>
    public static readonly IReadOnlyList<string> Colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999933"];

    private readonly StringBuilder _text = new();

    /// <summary>An empty drawing.</summary>
    public Drawing(int width, int height) => _text.Append(CultureInfo.InvariantCulture, $"""
        <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"
             font-family="sans-serif" font-size="12">
        <rect width="{width}" height="{height}" fill="white"/>

        """);

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string color, string more = "") => _text.Append(
        CultureInfo.InvariantCulture, $"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" stroke="{color}"{more}/>""").Append('\n');

    /// <summary>A line through points.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string color)
    {
        var positions = string.Join(' ', points.Select(static point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")));
        _text.Append($"""<polyline points="{positions}" fill="none" stroke="{color}" stroke-width="1.8"/>""").Append('\n');
    }

    /// <summary>A filled rectangle.</summary>
    public void Rectangle(double x, double y, double width, double height, string color) => _text.Append(
        CultureInfo.InvariantCulture, $"""<rect x="{x:0.#}" y="{y:0.#}" width="{width:0.#}" height="{height:0.#}" fill="{color}"/>""").Append('\n');

    /// <summary>Text.</summary>
    /// <param name="x">Where it begins, or what it is anchored to.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">Any; it is escaped.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="more">Further attributes, each with a space before it.</param>
    public void Text(double x, double y, string text, string anchor = "start", string more = "") => _text
        .Append(CultureInfo.InvariantCulture, $"""<text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}"{more}>""")
        .Append(WebUtility.HtmlEncode(text)).Append("</text>\n");

    /// <inheritdoc/>
    public override string ToString() => $"{_text}</svg>\n";
}
