using System.Diagnostics.Metrics;

namespace TpWallet.Gateway.Metrics;

/// <summary>The instruments of a member of a group.</summary>
public sealed class GroupMetrics
{
    private static readonly string[] RoleNames = ["primary", "standby", "stopped"];

    private readonly Meter _meter;
    private readonly Func<GroupReading?> _read;
    private readonly Histogram<double> _acknowledgement;

    internal GroupMetrics(SwitchMetrics metrics, Func<GroupReading?> read)
    {
        _meter = metrics.Meter;
        _read = read;
        _acknowledgement = metrics.Duration("tpwallet_group_acknowledgement_seconds",
            "From the sequencing of a batch on the primary until every in-sync member has acknowledged it.");
        ObserveStanding();
        ObserveStandbys();
        ObserveCounts();
    }

    /// <summary>A batch was acknowledged by every in-sync member. Any thread; allocates nothing.</summary>
    /// <param name="seconds">How long that took from its sequencing.</param>
    public void Acknowledged(double seconds) => _acknowledgement.Record(seconds);

    private void ObserveStanding()
    {
        _meter.CreateObservableGauge("tpwallet_group_role", Roles, null, "By role: 1 for the one that this member has, 0 for the others.");
        Gauge("tpwallet_group_epoch", "The newest epoch that this member has promised; grows by one with each change of the primary.",
            static reading => reading.Epoch);
        Gauge("tpwallet_group_in_sync", "1 while the view names this member in sync.", static reading => reading.IsInSync ? 1 : 0);
        Gauge("tpwallet_group_in_sync_members", "Members in sync, as this member knows the view.", static reading => reading.InSync);
        Gauge("tpwallet_group_min_in_sync", "The smallest in-sync set with which payments are taken.", static reading => reading.MinInSync);
        Gauge("tpwallet_group_removed_members", "Members that an operator took out.", static reading => reading.Removed);
        Gauge("tpwallet_group_clock_held", "1 while nothing is sequenced because the clock jumped.", static reading => reading.IsClockHeld ? 1 : 0);
        Seconds("tpwallet_group_without_primary_seconds", "For how long this member has heard of no working primary; 0: there is one.",
            static reading => reading.WithoutPrimarySeconds);
        Seconds("tpwallet_group_last_take_over_seconds", "How long nobody served before this member last took over; 0: it hasn't.",
            static reading => reading.LastTakeOverSeconds);
        Seconds("tpwallet_group_view_store_silent_seconds", "For how long the view store has not answered.",
            static reading => reading.ViewStoreSilentSeconds);
    }

    private void ObserveStandbys()
    {
        _meter.CreateObservableGauge(
            "tpwallet_group_standby_lag_commands",
            () => Standbys().Select(static standby => new Measurement<long>(standby.LagCommands, SwitchMetrics.Label("member", standby.Member))),
            null,
            "By member, on the primary: commands of the log that it has not acknowledged.");
        _meter.CreateObservableGauge(
            "tpwallet_group_standby_silent_seconds",
            () => Standbys().Select(static standby => new Measurement<double>(standby.SilentSeconds, SwitchMetrics.Label("member", standby.Member))),
            SwitchMetrics.Seconds,
            "By member, on the primary: for how long it has not moved while it should.");
    }

    private void ObserveCounts()
    {
        Counter("tpwallet_group_view_changes_total", "Changes of the view that this member has seen.", static reading => reading.ViewChanges);
        Counter("tpwallet_group_seal_failures_total", "Datagrams between members that could not be opened: altered, strangers', or an unknown key.",
            static reading => reading.SealFailures);
        Counter("tpwallet_group_hash_mismatches_total", "Times that this log differed from the primary's where it is committed; the process ends.",
            static reading => reading.HashMismatches);
        Counter("tpwallet_group_resends_total", "Times that a standby's stream was sent again.", static reading => reading.Resends);
        Counter("tpwallet_group_commands_cut_total", "Commands cut from the tail, because the primary's log differs; never answered ones.",
            static reading => reading.CommandsCut);
        _meter.CreateObservableCounter(
            "tpwallet_group_events_total",
            () => (_read()?.Events ?? []).Select(static one => new Measurement<long>(one.Count, SwitchMetrics.Label("event", one.Event))),
            null,
            "What else the protocol and its transport have met, by event.");
    }

    private IEnumerable<Measurement<long>> Roles() => _read() is { } reading
        ? RoleNames.Select(role => new Measurement<long>(reading.Role == role ? 1 : 0, SwitchMetrics.Label("role", role)))
        : [];

    private IReadOnlyList<StandbyReading> Standbys() => _read()?.Standbys ?? [];

    private void Gauge(string name, string help, Func<GroupReading, long> value) => _meter.CreateObservableGauge(name, () => One(value), null, help);

    private void Seconds(string name, string help, Func<GroupReading, double> value) =>
        _meter.CreateObservableGauge(name, () => One(value), SwitchMetrics.Seconds, help);

    private void Counter(string name, string help, Func<GroupReading, long> value) =>
        _meter.CreateObservableCounter(name, () => One(value), null, help);

    private IEnumerable<Measurement<T>> One<T>(Func<GroupReading, T> value)
        where T : struct => _read() is { } reading ? [new Measurement<T>(value(reading))] : [];
}
