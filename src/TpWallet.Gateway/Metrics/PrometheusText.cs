using System.Globalization;
using System.Text;

namespace TpWallet.Gateway.Metrics;

/// <summary>Writes the text exposition format of Prometheus, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new(16 * 1024);

    /// <summary>Labels as they stand between the braces; empty when there are none.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(name).Append("=\"").Append(EscapeLabel($"{value}")).Append('"');
        }

        return text.ToString();
    }

    /// <summary>A value: shortest digits that give it back.</summary>
    public static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A whole value, exactly.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a family of samples begins with.</summary>
    public void Header(string name, string help, string type)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(help)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    /// <summary>One line.</summary>
    public void Sample(string name, string labels, string value)
    {
        _text.Append(name);
        if (labels.Length > 0)
        {
            _text.Append('{').Append(labels).Append('}');
        }

        _text.Append(' ').Append(value).Append('\n');
    }

    /// <summary>The buckets, each with all below it, then sum and count. The count is that of the last bucket, so that they always agree.</summary>
    public void Histogram(string name, string labels, HistogramSeries series)
    {
        long below = 0;
        for (var bucket = 0; bucket <= series.Bounds.Count; bucket++)
        {
            below += series.CountOf(bucket);
            var bound = bucket < series.Bounds.Count ? series.Bounds[bucket] : double.PositiveInfinity;
            Sample($"{name}_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{Number(bound)}\"", Number(below));
        }

        Sample($"{name}_sum", labels, Number(series.Sum));
        Sample($"{name}_count", labels, Number(below));
    }

    public override string ToString() => _text.ToString();

    private static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeLabel(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
