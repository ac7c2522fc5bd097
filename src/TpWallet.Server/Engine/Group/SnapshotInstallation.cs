using TpWallet.Persistence;
using TpWallet.Persistence.Journal;
using TpWallet.Replication;
using TpWallet.Replication.Log;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Engine.Group;

/// <summary>
/// Makes a member begin behind a snapshot that it got from another one: what it held before goes. A folder beside holds what is new until it is
/// whole; from then on every start finishes what was begun, wherever it was interrupted.
/// </summary>
internal static class SnapshotInstallation
{
    private const string Folder = "install";
    private const string ReadyFile = "ready";

    /// <summary>
    /// Prepares a journal that begins behind the snapshot. Nothing of what the member holds is touched. The journal has a name of its own, so that
    /// nobody takes this member for one that still has what it had; its promises go with it.
    /// </summary>
    /// <param name="data">The member's data folder.</param>
    /// <param name="options">How its journal is made.</param>
    /// <param name="last">What the replica said last.</param>
    public static void Prepare(string data, JournalOptions options, ReplicaStatus last)
    {
        var folder = Path.Combine(data, Folder);
        Discard(folder);
        DurableFiles.MakeDirectory(folder);
        ReplicaJournal.CreateBehind(
            options with { Directory = Path.Combine(folder, SwitchConfiguration.JournalFolder) }, Guid.NewGuid(), last.AcceptedEpoch, last.View);
        using (var ready = File.OpenHandle(Path.Combine(folder, ReadyFile), FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.FlushToDisk(ready);
        }

        DurableFiles.SyncDirectory(folder);
        DurableFiles.SyncDirectory(data);
    }

    /// <summary>Finishes an installation, before anything is opened.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Finish(string data)
    {
        var folder = Path.Combine(data, Folder);
        if (!File.Exists(Path.Combine(folder, ReadyFile)))
        {
            Discard(folder);
            return false;
        }

        var journal = Path.Combine(folder, SwitchConfiguration.JournalFolder);
        if (Directory.Exists(journal))
        {
            foreach (var old in new[] { SwitchConfiguration.HistoryFolder, SwitchConfiguration.EventsFolder, SwitchConfiguration.JournalFolder })
            {
                Discard(Path.Combine(data, old));
            }

            Directory.Move(journal, Path.Combine(data, SwitchConfiguration.JournalFolder));
            DurableFiles.SyncDirectory(data);
        }

        Discard(folder);
        return true;
    }

    private static void Discard(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
