using System.Net;
using System.Numerics;
using TpWallet.Gateway.Timeline;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.Configuration;

/// <summary>The ranges of a configuration's values, and the relations between them.</summary>
internal static class SwitchConfigurationCheck
{
    // Room for the largest batch.
    private const long SegmentBytesMin = 4L << 20;

    /// <summary>Checks every value, after the command line's options have been laid over the file.</summary>
    /// <exception cref="ConfigurationException">A value is out of its range; the message names the key and the range.</exception>
    public static void Check(SwitchConfiguration configuration)
    {
        Require(configuration.Data.Length > 0, "data must name a folder");
        Require(IPAddress.TryParse(configuration.Address, out var address), $"address must be an IP address, not '{configuration.Address}'");
        Require(configuration.Insecure || IPAddress.IsLoopback(address!),
            $"address {configuration.Address} is reachable from other machines and nothing is encrypted: use a loopback address, or say insecure");
        Range("port", configuration.Port, 0, 65_535);
        Range("segment_bytes", configuration.SegmentBytes, SegmentBytesMin, JournalOptions.MaxSegmentBytes);
        Require(configuration.SegmentBytes % SealedBatch.BlockSize == 0,
            $"segment_bytes must be a multiple of {SealedBatch.BlockSize}, not {configuration.SegmentBytes}");

        Range("disk_reserve_bytes", configuration.DiskReserveBytes, 0, 1L << 50);
        CheckSnapshots(configuration);
        CheckHistory(configuration.History);

        Range("genesis.accounts", configuration.Genesis.Accounts, 1, CommandLimits.AccountsMax);
        Range("genesis.open_authorizations", configuration.Genesis.OpenAuthorizations, 1, CommandLimits.OpenAuthorizationsMax);
        Range("genesis.duplicate_entries", configuration.Genesis.DuplicateEntries, 1, CommandLimits.DuplicateEntriesMax);
        Range("genesis.instruments", configuration.Genesis.Instruments, 1, CommandLimits.InstrumentsMax);
        Range("genesis.participants", configuration.Genesis.Participants, 1, CommandLimits.ParticipantsMax);

        var ring = configuration.Engine.RingCapacity;
        Range("engine.ring_capacity", ring, 1_024, 1 << 20);
        Require(BitOperations.IsPow2(ring), $"engine.ring_capacity must be a power of two, not {ring}");
        Range("engine.max_batch", configuration.Engine.MaxBatch, CommandLimits.ChainMax, Math.Min(ring, SealedBatch.MaxCommands));

        CheckLinks(configuration);
        var gateway = configuration.Gateway;
        Range("gateway.max_connections", gateway.MaxConnections, 1, 65_535);
        Range("gateway.max_window", gateway.MaxWindow, BinaryProtocol.WindowMin, Math.Min(ring, BinaryProtocol.WindowMax));
        Range("gateway.heartbeat_interval_ms", gateway.HeartbeatIntervalMs, 100, 600_000);
        Range("gateway.idle_timeout_ms", gateway.IdleTimeoutMs, 1_000, 3_600_000);
        Require(gateway.IdleTimeoutMs > gateway.HeartbeatIntervalMs,
            $"gateway.idle_timeout_ms ({gateway.IdleTimeoutMs}) must be more than gateway.heartbeat_interval_ms ({gateway.HeartbeatIntervalMs})");
        CheckRest(configuration.Rest, configuration.Insecure);
        if (configuration.Group is { } group && GroupConfigurationCheck.Find(configuration, group) is { } finding)
        {
            throw new ConfigurationException(finding);
        }
    }

    private static void CheckRest(RestConfiguration rest, bool insecure)
    {
        Require(IPAddress.TryParse(rest.Address, out var address), $"rest.address must be an IP address, not '{rest.Address}'");
        Require(insecure || IPAddress.IsLoopback(address!),
            $"rest.address {rest.Address} is reachable from other machines and nothing is encrypted: use a loopback address, or say insecure");
        Range("rest.port", rest.Port, 0, 65_535);
        Range("rest.max_connections", rest.MaxConnections, 1, 65_535);
        Range("rest.max_window", rest.MaxWindow, 1, 65_536);
        Range("rest.max_body_bytes", rest.MaxBodyBytes, 1_024, 1 << 20);
        Range("rest.requests_per_second", rest.RequestsPerSecond, 1, 10_000_000);
        Range("rest.keep_alive_timeout_ms", rest.KeepAliveTimeoutMs, 100, 3_600_000);
        Range("rest.answer_timeout_ms", rest.AnswerTimeoutMs, 100, 3_600_000);
        Range("rest.timeline_messages", rest.TimelineMessages, 0, MessageLog.CapacityMax);
        Range("rest.stuck_after_ms", rest.StuckAfterMs, 500, 600_000);
    }

    private static void CheckSnapshots(SwitchConfiguration configuration)
    {
        var snapshots = configuration.Snapshots;
        Range("snapshots.journal_bytes", snapshots.JournalBytes, 0, 1L << 50);
        Range("snapshots.keep", snapshots.Keep, SnapshotStore.KeepMin, 1_000);
        Range("snapshots.bytes_per_second", snapshots.BytesPerSecond, 1L << 20, 1L << 40);
        Range("snapshots.memory_bytes", snapshots.MemoryBytes, 1L << 20, 1L << 40);
        Require(snapshots.Archive.Length == 0 || configuration.Journal == JournalKind.Segments,
            "snapshots.archive needs the journal of kind segments: FasterLog deletes its own");
    }

    private static void CheckHistory(HistoryConfiguration history)
    {
        Range("history.buffer_bytes", history.BufferBytes, 1 << 20, 1 << 30);
        Require(BitOperations.IsPow2(history.BufferBytes), $"history.buffer_bytes must be a power of two, not {history.BufferBytes}");
        Range("history.retention_bytes", history.RetentionBytes, 64L << 20, 1L << 50);
        Range("history.retention_days", history.RetentionDays, 1, 36_500);
        Range("history.memory_bytes", history.MemoryBytes, 16L << 20, 1L << 40);
        Require(BitOperations.IsPow2(history.MemoryBytes), $"history.memory_bytes must be a power of two, not {history.MemoryBytes}");
        Range("history.index_bytes", history.IndexBytes, 1L << 20, 1L << 30);
        Require(BitOperations.IsPow2(history.IndexBytes), $"history.index_bytes must be a power of two, not {history.IndexBytes}");
        Range("history.checkpoint_interval_ms", history.CheckpointIntervalMs, 100, 3_600_000);
    }

    private static void CheckLinks(SwitchConfiguration configuration)
    {
        for (var index = 0; index < configuration.Iso8583.Count; index++)
        {
            var (link, key) = (configuration.Iso8583[index], $"iso8583[{index}]");
            Require(!string.IsNullOrWhiteSpace(link.Name), $"{key}.name must name the link");
            Require(configuration.Iso8583.Count(other => other.Name == link.Name) == 1, $"{key}.name '{link.Name}' is used twice");
            Require(IPAddress.TryParse(link.Address, out _), $"{key}.address must be an IP address, not '{link.Address}'");
            Range($"{key}.port", link.Port, 0, 65_535);
            Range($"{key}.participant", link.Participant, 1, uint.MaxValue);
            Require(link.TokenKeyFile.Length > 0, $"{key}.token_key_file must name a file; tpwallet iso key writes one");
            Range($"{key}.window", link.Window, 1, Math.Min(configuration.Engine.RingCapacity, BinaryProtocol.WindowMax));
        }
    }

    private static void Range(string key, long value, long least, long most) =>
        Require(value >= least && value <= most, $"{key} must be {least} to {most}, not {value}");

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ConfigurationException(message);
        }
    }
}
