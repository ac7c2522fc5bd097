using TpWallet.Persistence.Events;

namespace TpWallet.Persistence.History;

/// <summary>
/// Opens the store as of the manifest: everything that it names must be there. What was written behind its checkpoint is cut off, because it is
/// indexed again from the event log.
/// </summary>
internal static class HistoryRecovery
{
    /// <summary>An empty history of an event log.</summary>
    public static HistoryManifest Empty(HistoryOptions options, EventLog events) => new()
    {
        EventLogId = events.Id,
        PageBits = System.Numerics.BitOperations.Log2((uint)options.PageBytes),
        SegmentBits = options.SegmentBits,
        IndexedThrough = events.FirstSequence - 1,
        RetainedFrom = events.FirstSequence,
        RetainedFromTimeMs = events.FirstSequence == 1 ? 0 : long.MaxValue,
        IndexBytes = options.IndexBytes,
    };

    /// <summary>Checks and opens.</summary>
    /// <exception cref="HistoryDamagedException">Something is missing or altered; nothing was changed by finding out.</exception>
    public static HistoryStore Open(HistoryOptions options, HistoryManifest manifest, HistoryFiles files, EventLog events, HistoryDamage damage)
    {
        CheckEventLog(manifest, events);
        var log = new CheckedDevice(files.LogPath, files.Log, 0, damage);
        log.Initialize(1L << manifest.SegmentBits);
        foreach (var segment in manifest.Segments.SkipLast(1))
        {
            log.Load(segment.Number, files.LoadTable(HistoryFiles.LogName, segment.Number, segment.TableHash,
                $"entries through sequence {segment.LastSequence}"));
        }

        var index = OpenIndex(options, manifest, files, damage);
        var tail = CheckTail(manifest, files);
        damage.ThrowIfFound();
        CutOff(manifest, files, log, tail);
        return OpenStore(options, manifest, files, log, index, damage);
    }

    private static HistoryStore OpenStore(
        HistoryOptions options, HistoryManifest manifest, HistoryFiles files, CheckedDevice log, CheckedDevice? index, HistoryDamage damage)
    {
        HistoryStore store;
        try
        {
            store = new HistoryStore(options, manifest, log, index, files.Index, files.IndexPath, damage);
        }
        catch (FASTER.core.FasterException reason)
        {
            damage.ThrowIfFound();
            throw new HistoryDamagedException(
                HistoryManifest.FileName, 0, $"the store can't be opened as of its checkpoint: {reason.Message}", reason);
        }

        if (damage.Found is null && manifest.TailAddress != 0 && store.TailAddress != manifest.TailAddress)
        {
            damage.Report(HistoryManifest.FileName, 0, $"the store ends at {store.TailAddress} where it ended at {manifest.TailAddress}");
        }

        if (damage.Found is not null)
        {
            store.Dispose();
            damage.ThrowIfFound();
        }

        return store;
    }

    private static void CheckEventLog(HistoryManifest manifest, EventLog events)
    {
        if (manifest.EventLogId != events.Id)
        {
            throw new HistoryDamagedException(
                HistoryManifest.FileName, 0, "it was made from another event log, whose addresses are not those of this one");
        }

        if (manifest.IndexedThrough > events.DurableThrough)
        {
            throw new HistoryDamagedException(HistoryManifest.FileName, 0,
                $"it was made through sequence {manifest.IndexedThrough}, but the event log ends at {events.DurableThrough}");
        }
    }

    private static CheckedDevice? OpenIndex(HistoryOptions options, HistoryManifest manifest, HistoryFiles files, HistoryDamage damage)
    {
        if (manifest.Index == StoreCheckpoint.None || manifest.Index.Token == Guid.Empty || manifest.IndexBytes != options.IndexBytes)
        {
            // The index is made from the entries again.
            return null;
        }

        var index = new CheckedDevice(files.IndexPath, files.Index, manifest.IndexNumber, damage);
        index.Load(0, files.LoadTable(HistoryFiles.IndexName, manifest.IndexNumber, manifest.IndexTableHash, "the index"));
        return index;
    }

    /// <summary>The last sector as far as the checkpoint reaches; empty when it ended with a sector.</summary>
    private static byte[] CheckTail(HistoryManifest manifest, HistoryFiles files)
    {
        var position = manifest.TailPosition;
        var prefix = new byte[position % SectorTable.Sector];
        if (position == 0)
        {
            return prefix;
        }

        var segment = manifest.Segments[^1];
        HistoryFiles.ThrowIfShorter(files.Log, segment.Number, position, $"entries through sequence {segment.LastSequence}");
        files.Log.Read(segment.Number, prefix, position - prefix.Length);
        if (TailSector.ChecksumOf(prefix, manifest.TailAddress - prefix.Length, manifest.PageBits) != manifest.TailChecksum)
        {
            throw new HistoryDamagedException(files.Log.NameOf(segment.Number), position - prefix.Length, "the sector isn't what was written");
        }

        return prefix;
    }

    private static void CutOff(HistoryManifest manifest, HistoryFiles files, CheckedDevice log, byte[] prefix)
    {
        var (first, last) = manifest.Segments.Count > 0 ? (manifest.Segments[0].Number, manifest.Segments[^1].Number) : (0, -1);
        var position = manifest.TailPosition;
        foreach (var number in files.Log.List().Where(number => number < first || number > last))
        {
            files.Delete(files.Log, number);
        }

        foreach (var number in files.Index.List().Where(number => number != manifest.IndexNumber))
        {
            files.Delete(files.Index, number);
        }

        if (position == 0)
        {
            return;
        }

        var table = SectorTable.Load(manifest.TailTable);
        if (prefix.Length > 0)
        {
            var sector = new byte[SectorTable.Sector];
            prefix.CopyTo(sector, 0);
            files.Log.Write(last, sector, position - prefix.Length);
            table.Set((int)(position / SectorTable.Sector), SectorTable.ChecksumOf(sector));
        }

        files.Log.SetLength(last, table.Count * (long)SectorTable.Sector);
        log.Load(last, table);
    }
}
