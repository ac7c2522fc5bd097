using TpWallet.Persistence.Events;
using TpWallet.Persistence.History;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Server.Backups;
using TpWallet.Server.Engine.Recovery;
using TpWallet.Server.Engine.Storage;

namespace TpWallet.Server.CommandLine;

/// <summary>What an exception from the data folder means for the exit code.</summary>
internal static class StorageFailures
{
    /// <summary>Whether the exception is about the data folder and carries its own text for an operator.</summary>
    public static bool TryExplain(Exception exception, out int exitCode)
    {
        exitCode = exception switch
        {
            JournalDamagedException or EventLogDamagedException or HistoryDamagedException or StateMismatchException
                or BackupDamagedException => ExitCodes.JournalDamaged,
            JournalException or EventLogException or HistoryException or SnapshotException or StorageException => ExitCodes.SwitchFailed,
            _ => ExitCodes.Success,
        };
        return exitCode != ExitCodes.Success;
    }
}
