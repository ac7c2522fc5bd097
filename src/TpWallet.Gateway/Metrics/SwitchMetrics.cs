using System.Diagnostics.Metrics;
using TpWallet.Gateway.Health;
using TpWallet.Gateway.Sessions;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Metrics;

/// <summary>
/// Every instrument of the switch, under the name that Prometheus shows: meter <see cref="MeterName"/>. What exists as a number
/// somewhere else is observed when it is asked for; only durations are recorded as they happen, without allocating.
/// </summary>
public sealed class SwitchMetrics : IDisposable
{
    /// <summary>Name of the meter, for listeners in the process and tools such as dotnet-counters.</summary>
    public const string MeterName = "TpWallet";

    internal const string Seconds = "s";
    internal const string Bytes = "By";

    private static readonly InstrumentAdvice<double> DurationBuckets = new() { HistogramBucketBoundaries = HistogramSeries.DurationBoundsSeconds };

    /// <summary>Declares what is the same for every switch: the process, its health and its stages.</summary>
    /// <param name="health">Asked whenever metrics are read.</param>
    public SwitchMetrics(SwitchHealth health)
    {
        ArgumentNullException.ThrowIfNull(health);
        RingWait = Duration("tpwallet_ring_wait_seconds", "From the arrival of a batch's first request to the begin of its first stage.");
        ObserveProcess();
        ObserveHealth(health);
    }

    internal Meter Meter { get; } = new(MeterName);

    /// <summary>How long a batch's first request waited for the engine, seconds.</summary>
    internal Histogram<double> RingWait { get; }

    /// <summary>The histogram of one stage's batches, seconds.</summary>
    internal Histogram<double> StageDuration(string stage) =>
        Duration("tpwallet_stage_duration_seconds", "What a stage took for one batch.", Label("stage", stage));

    /// <summary>Declares what is read from a running switch. Once.</summary>
    /// <param name="readings">The switch.</param>
    /// <param name="sessions">Its sessions.</param>
    public void Observe(ISwitchReadings readings, SessionRegistry sessions)
    {
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentNullException.ThrowIfNull(sessions);
        ObserveEngine(readings);
        ObserveSessions(sessions);
        ObserveCounters(sessions.Counters);
    }

    /// <summary>Declares what a member of a group tells. Once.</summary>
    /// <param name="read">What it tells now; null: nothing yet.</param>
    public GroupMetrics ObserveGroup(Func<GroupReading?> read) => new(this, read);

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    internal Histogram<double> Duration(string name, string help, params KeyValuePair<string, object?>[] labels) =>
        Meter.CreateHistogram(name, Seconds, help, labels, DurationBuckets);

    private void ObserveProcess()
    {
        Meter.CreateObservableCounter("process_cpu_seconds_total", static () => Environment.CpuUsage.TotalTime.TotalSeconds, Seconds,
            "CPU time of the process, user and system.");
        Gauge("process_resident_memory_bytes", "Resident memory of the process.", static () => Environment.WorkingSet, Bytes);
        Counter("tpwallet_allocated_bytes_total", "Bytes allocated from the garbage collector's heap.",
            static () => GC.GetTotalAllocatedBytes(), Bytes);
        Meter.CreateObservableCounter("tpwallet_garbage_collections_total", Collections, null,
            "Garbage collections by the oldest generation collected.");
        Meter.CreateObservableCounter("tpwallet_garbage_collection_pause_seconds_total", static () => GC.GetTotalPauseDuration().TotalSeconds,
            Seconds, "Time for which garbage collections stopped the process.");
    }

    /// <summary>The runtime counts a collection for every younger generation, too.</summary>
    private static IEnumerable<Measurement<long>> Collections() => Enumerable.Range(0, GC.MaxGeneration + 1).Select(static generation =>
        new Measurement<long>(
            GC.CollectionCount(generation) - (generation < GC.MaxGeneration ? GC.CollectionCount(generation + 1) : 0),
            Label("generation", $"{generation}")));

    private void ObserveHealth(SwitchHealth health)
    {
        Gauge("tpwallet_ready", "1 while the switch takes requests, or stands by in sync, and every stage that has work moves.", () =>
            health.Look().IsReady ? 1 : 0);
        Meter.CreateObservableGauge(
            "tpwallet_stage_waiting_seconds",
            () => health.Look().Stages.Select(static stage => new Measurement<double>(stage.Waiting.TotalSeconds, Label("stage", stage.Name))),
            Seconds,
            "For how long a stage has had work without moving; 0 while it moves or has none.");
        Meter.CreateObservableGauge(
            "tpwallet_stage_backlog",
            () => health.Look().Stages.Select(static stage => new Measurement<long>(stage.Backlog, Label("stage", stage.Name))),
            null,
            "Items that wait for a stage or are in it.");
    }

    private void ObserveEngine(ISwitchReadings readings)
    {
        Gauge("tpwallet_sequence", "Position in the journal of the last applied command.", () => (long)readings.Sequence);
        Counter("tpwallet_commands_total", "Commands applied since the start.", () => readings.Commands);
        Counter("tpwallet_journal_batches_total", "Journal batches made durable since the start.", () => readings.JournalBatches);
        Counter("tpwallet_journal_bytes_total", "Bytes of the journal batches made durable since the start.", () => readings.JournalBytes, Bytes);
        Gauge("tpwallet_ring_slots", "Slots of the ring.", () => readings.RingCapacity);
        Gauge("tpwallet_ring_free_slots", "Slots of the ring that could be claimed.", () => readings.RingRemaining);
        Tables("tpwallet_core_table_used_entries", "Entries used of each table of the core.", static table => table.Used);
        Tables("tpwallet_core_table_entries", "Entries that fit into each table of the core.", static table => table.Capacity);

        void Tables(string name, string help, Func<TableReading, long> value) => Meter.CreateObservableGauge(
            name, () => readings.Tables.Select(table => new Measurement<long>(value(table), Label("table", table.Table))), null, help);
    }

    private void ObserveSessions(SessionRegistry sessions)
    {
        Gauge("tpwallet_leading", "1 while the switch takes payments: alone, or as the primary of its group.", () => sessions.Role.IsLeading ? 1 : 0);
        Gauge("tpwallet_sessions", "Sessions of all listeners, those included that wait for their last replies.", () => sessions.Count);
        Gauge("tpwallet_sessions_limit", "How many sessions may exist.", () => sessions.Capacity);
        Gauge("tpwallet_window_left", "Requests in flight that could still be promised to new sessions.", () => sessions.WindowLeft);
    }

    private void ObserveCounters(GatewayCounters counters)
    {
        foreach (var counter in Enum.GetValues<GatewayCounter>())
        {
            Counter($"tpwallet_gateway_{MetricNames.SnakeCase($"{counter}")}_total", GatewayCounterHelp.Of(counter), () => counters[counter]);
        }

        var codes = Enum.GetValues<ProtocolErrorCode>().Where(static code => code != ProtocolErrorCode.None).ToArray();
        Meter.CreateObservableCounter(
            "tpwallet_gateway_protocol_errors_total",
            () => codes.Select(code => new Measurement<long>(counters.ErrorsOf(code), Label("code", MetricNames.SnakeCase($"{code}")))),
            null,
            "Connections ended with a protocol error.");
    }

    private void Counter(string name, string help, Func<long> value, string? unit = null) => Meter.CreateObservableCounter(name, value, unit, help);

    private void Gauge(string name, string help, Func<long> value, string? unit = null) => Meter.CreateObservableGauge(name, value, unit, help);

    internal static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
