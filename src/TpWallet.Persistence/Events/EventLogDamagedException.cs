namespace TpWallet.Persistence.Events;

/// <summary>Outcomes that were durable are missing or altered. Nothing in the log was altered by finding that out.</summary>
public sealed class EventLogDamagedException : EventLogException
{
    /// <summary>What to do about a damaged event log, in general.</summary>
    internal const string Rebuild =
        "Set the folder aside and start again: the log is rebuilt from snapshot and journal, as far back as these reach; or restore it from a "
        + "backup.";

    /// <summary>Names the file, the position in it, what is wrong and what to do.</summary>
    public EventLogDamagedException(string file, long position, string finding)
        : base($"The event log is damaged: {file}, byte {position}: {finding}. {Rebuild}")
    {
        File = file;
        Position = position;
        Finding = finding;
    }

    /// <summary>Name of the file within the log's folder.</summary>
    public string File { get; }

    /// <summary>Position in the file, bytes.</summary>
    public long Position { get; }

    /// <summary>What is missing or altered.</summary>
    public string Finding { get; }
}
