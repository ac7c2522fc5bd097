using System.Diagnostics.Metrics;

namespace TpWallet.Gateway.Metrics;

/// <summary>
/// Listens to the switch's meter and shows it in the text format of Prometheus. Durations are counted into buckets as they are recorded; all
/// else is asked for when somebody reads.
/// </summary>
public sealed class PrometheusExposition : IDisposable
{
    /// <summary>The media type of <see cref="Render"/>.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private readonly List<Instrument> _instruments = [];
    private readonly Dictionary<Instrument, HistogramSeries> _histograms = [];
    private readonly List<(Instrument Instrument, string Labels, string Value)> _samples = [];

    /// <summary>Begins to listen.</summary>
    public PrometheusExposition(SwitchMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == metrics.Meter)
            {
                Enable(instrument, listener);
            }
        };
        _listener.SetMeasurementEventCallback<double>(OnDouble);
        _listener.SetMeasurementEventCallback<long>(OnLong);
        _listener.SetMeasurementEventCallback<int>((instrument, value, labels, state) => OnLong(instrument, value, labels, state));
        _listener.Start();
    }

    /// <summary>All metrics as text, one family behind the other.</summary>
    public string Render()
    {
        lock (_gate)
        {
            _samples.Clear();
            _listener.RecordObservableInstruments();
            var text = new PrometheusText();
            foreach (var family in _instruments.GroupBy(static instrument => instrument.Name))
            {
                WriteFamily(text, [.. family]);
            }

            return text.ToString();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Enable(Instrument instrument, MeterListener listener)
    {
        HistogramSeries? series = null;
        lock (_gate)
        {
            _instruments.Add(instrument);
            if (instrument is Histogram<double> histogram)
            {
                var bounds = histogram.Advice?.HistogramBucketBoundaries ?? HistogramSeries.DurationBoundsSeconds;
                series = _histograms[instrument] = new HistogramSeries([.. bounds]);
            }
        }

        listener.EnableMeasurementEvents(instrument, series);
    }

    /// <summary>Hot path for histograms, on the thread that records: without labels of its own a measurement allocates nothing.</summary>
    private void OnDouble(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels, object? state)
    {
        if (state is HistogramSeries series)
        {
            series.Record(value);
        }
        else
        {
            _samples.Add((instrument, PrometheusText.Labels(labels), PrometheusText.Number(value)));
        }
    }

    private void OnLong(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> labels, object? state) =>
        _samples.Add((instrument, PrometheusText.Labels(labels), PrometheusText.Number(value)));

    private void WriteFamily(PrometheusText text, Instrument[] family)
    {
        var first = family[0];
        text.Header(first.Name, first.Description ?? "", TypeOf(first));
        foreach (var instrument in family)
        {
            if (_histograms.TryGetValue(instrument, out var series))
            {
                text.Histogram(instrument.Name, PrometheusText.Labels([.. instrument.Tags ?? []]), series);
                continue;
            }

            foreach (var sample in _samples.Where(sample => sample.Instrument == instrument))
            {
                text.Sample(instrument.Name, sample.Labels, sample.Value);
            }
        }
    }

    private static string TypeOf(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        ObservableCounter<long> or ObservableCounter<double> => "counter",
        ObservableGauge<long> or ObservableGauge<int> or ObservableGauge<double> => "gauge",
        _ => throw new NotSupportedException($"Metric {instrument.Name} is of a kind that is not shown: {instrument.GetType().Name}."),
    };
}
