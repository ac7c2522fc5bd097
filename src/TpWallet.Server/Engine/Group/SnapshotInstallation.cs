using TpWallet.Persistence;
using TpWallet.Persistence.Journal;
using TpWallet.Replication;
using TpWallet.Replication.Log;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Engine.Group;

/// <summary>
/// Makes a member begin behind a snapshot that it got from another one: what it held before goes. A folder beside holds what is new until it is
/// whole; from then on every start finishes what was begun, wherever it was interrupted. Until then nothing has happened.
/// </summary>
internal static class SnapshotInstallation
{
    private const string Folder = "install";
    private const string ReadyFile = "ready";

    /// <summary>Makes the folder, empty.</summary>
    /// <returns>Where the snapshot goes.</returns>
    public static string Begin(string data)
    {
        Discard(data);
        var snapshots = Path.Combine(data, Folder, SwitchConfiguration.SnapshotsFolder);
        DurableFiles.MakeDirectory(snapshots);
        return snapshots;
    }

    /// <summary>Gives up what was begun.</summary>
    public static void Discard(string data) => Delete(Path.Combine(data, Folder));

    /// <summary>
    /// The snapshot is there: adds a journal that begins behind it. The journal has a name of its own, so that nobody takes this member for one that
    /// still has what it had; its promises go with it.
    /// </summary>
    /// <param name="data">The member's data folder.</param>
    /// <param name="options">How its journal is made.</param>
    /// <param name="last">What the replica said last; it must have ended.</param>
    public static void Complete(string data, JournalOptions options, ReplicaStatus last)
    {
        var folder = Path.Combine(data, Folder);
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
            Delete(folder);
            return false;
        }

        MoveSnapshots(Path.Combine(folder, SwitchConfiguration.SnapshotsFolder), Path.Combine(data, SwitchConfiguration.SnapshotsFolder));
        var journal = Path.Combine(folder, SwitchConfiguration.JournalFolder);
        if (Directory.Exists(journal))
        {
            foreach (var old in new[] { SwitchConfiguration.HistoryFolder, SwitchConfiguration.EventsFolder, SwitchConfiguration.JournalFolder })
            {
                Delete(Path.Combine(data, old));
            }

            Directory.Move(journal, Path.Combine(data, SwitchConfiguration.JournalFolder));
            DurableFiles.SyncDirectory(data);
        }

        Delete(folder);
        return true;
    }

    private static void MoveSnapshots(string from, string to)
    {
        DurableFiles.MakeDirectory(to);
        foreach (var file in Directory.Exists(from) ? Directory.GetFiles(from, "snapshot-*") : [])
        {
            File.Move(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }

        DurableFiles.SyncDirectory(to);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
