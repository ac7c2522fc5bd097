using System.Diagnostics;
using TpWallet.Core;
using TpWallet.Core.Snapshots;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;

namespace TpWallet.Server.Engine.Recovery;

/// <summary>Where recovery begins: the newest snapshot that is good to its last byte, or an empty core.</summary>
/// <param name="Core">The core.</param>
/// <param name="Snapshot">The snapshot; null: none.</param>
/// <param name="LoadTime">How long loading it took.</param>
internal sealed record StartingPoint(SwitchCore Core, SnapshotInfo? Snapshot, TimeSpan LoadTime) : IDisposable
{
    /// <summary>Through where the journal's effects are in the core.</summary>
    public JournalPosition? Base => Snapshot?.Position;

    /// <summary>Loads the newest good snapshot; says of each that is not good why.</summary>
    /// <param name="store">The snapshots.</param>
    /// <param name="lines">Takes lines for a person.</param>
    public static StartingPoint Load(SnapshotStore store, IProgress<string> lines)
    {
        var watch = Stopwatch.StartNew();
        var loaded = store.LoadNewest(null, Restore, lines.Report, new LoadProgress(lines));
        return loaded is { } point ? point with { LoadTime = watch.Elapsed } : Beginning();
    }

    /// <summary>Loads the oldest good snapshot that a journal can follow.</summary>
    /// <param name="store">The snapshots.</param>
    /// <param name="atLeast">The journal begins behind this sequence.</param>
    /// <returns>Null: there is none.</returns>
    public static StartingPoint? LoadOldest(SnapshotStore store, ulong atLeast)
    {
        foreach (var entry in store.List().Reverse().Where(entry => entry.Info is not null && entry.Sequence >= atLeast))
        {
            try
            {
                using var reader = store.Open(entry.Sequence);
                return Restore(reader);
            }
            catch (SnapshotRefusedException)
            {
                continue; // the next newer one serves as well
            }
        }

        return null;
    }

    /// <summary>An empty core, whatever snapshots there are.</summary>
    public static StartingPoint Beginning() => new(new SwitchCore(), null, TimeSpan.Zero);

    public void Dispose() => Core.Dispose();

    private static StartingPoint Restore(SnapshotReader reader)
    {
        try
        {
            var core = SwitchCore.Restore(reader.Read, out var stateHash);
            if (stateHash == reader.Info.StateHash)
            {
                return new StartingPoint(core, reader.Info, TimeSpan.Zero);
            }

            core.Dispose();
            throw Refuse(reader, $"the image gives a state with the hash {stateHash}, not {reader.Info.StateHash}", null);
        }
        catch (StateImageException exception)
        {
            throw Refuse(reader, exception.Message, exception);
        }
    }

    private static SnapshotRefusedException Refuse(SnapshotReader reader, string finding, Exception? reason) =>
        new(SnapshotDefect.Damaged, reader.Info.File, position: 0, finding, reason);

    private sealed class LoadProgress(IProgress<string> lines) : IProgress<SnapshotProgress>
    {
        private readonly Stopwatch _sinceLastLine = Stopwatch.StartNew();

        public void Report(SnapshotProgress value)
        {
            if (_sinceLastLine.Elapsed >= TimeSpan.FromSeconds(1))
            {
                _sinceLastLine.Restart();
                lines.Report($"recovering: {value.BytesDone * 100 / value.BytesTotal} % of {value.BytesTotal >> 20} MiB of snapshot read");
            }
        }
    }
}
