using TpWallet.Persistence.Events;

namespace TpWallet.Persistence.History;

/// <content>What the thread that feeds history does: loading, adding, dropping, and describing a checkpoint.</content>
public sealed partial class TransactionHistory
{
    private void Load()
    {
        var manifest = HistoryManifest.Load(_files.Folder);
        if (manifest is null)
        {
            if (!_files.IsEmpty)
            {
                throw new HistoryDamagedException(HistoryManifest.FileName, 0, "the manifest is missing, but entries are there");
            }

            manifest = HistoryRecovery.Empty(_options, _events);
            manifest.Save(_files.Folder);
        }

        _manifest = manifest;
        _store = HistoryRecovery.Open(_options, manifest, _files, _events, _damage);
        _segments.Clear();
        _segments.AddRange(manifest.Segments);
        _checkpointTime = _options.Time.GetTimestamp();
        Volatile.Write(ref _entries, manifest.Segments.Sum(static segment => segment.Entries));
        Volatile.Write(ref _retainedFrom, manifest.RetainedFrom);
        Volatile.Write(ref _retainedFromTimeMs, manifest.RetainedFromTimeMs);
        Volatile.Write(ref _durableThrough, manifest.IndexedThrough);
        Volatile.Write(ref _indexedThrough, manifest.IndexedThrough);
    }

    private HistoryStore Store()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _damage.ThrowIfFound();
        _damage.ThrowIfWriteFailed();
        return _store!;
    }

    /// <summary>Adds what one outcome is found by.</summary>
    /// <returns>Entries added.</returns>
    private int Add(HistoryStore store, in OutcomeView outcome, long address)
    {
        ref readonly var command = ref outcome.Command;
        ref readonly var reply = ref outcome.Reply;
        var entry = new HistoryEntry { Address = address, Sequence = outcome.Sequence, Checksum = outcome.Checksum };
        var added = 0;
        if (FirstAnswer.Is(command, reply))
        {
            entry.Flags = FirstAnswer.IsProvisional(reply) ? HistoryEntryFlags.Provisional : HistoryEntryFlags.None;
            added += TryAddFirst(store, HistoryKey.Of(FirstAnswer.OwnerOf(command), command.RequestId), entry) ? 1 : 0;
        }

        if (FirstAnswer.HasReference(command))
        {
            entry.Flags = HistoryEntryFlags.None;
            store.Append(HistoryKey.Of(command.Participant, command.RetrievalReferenceNumber, command.Terminal), entry);
            added++;
        }

        return added;
    }

    /// <summary>The first answer wins; the index in memory nearly always knows that there is none yet.</summary>
    private bool TryAddFirst(HistoryStore store, in HistoryKey key, in HistoryEntry entry)
    {
        if (store.MayHold(key) && store.Find(key) is { } earlier
            && (earlier.Flags & HistoryEntryFlags.Provisional & ~entry.Flags) == 0)
        {
            RepeatsIgnored++;
            return false;
        }

        store.Append(key, entry);
        return true;
    }

    /// <summary>Notes which segments a block's entries went to; of one that lies across a border, both.</summary>
    private void Note(HistoryStore store, in OutcomeBlockView block, long entries)
    {
        if (entries == 0)
        {
            return;
        }

        if (_segments.Count == 0)
        {
            _segments.Add(new HistorySegment(0, 0, 0, 0, default));
        }

        var last = _segments[^1];
        _segments[^1] = last with
        {
            LastSequence = block.LastSequence,
            LastTimeMs = block.LastTimeMs,
            Entries = last.Entries + entries,
        };
        var filling = (int)((store.TailAddress - 1) >> _manifest.SegmentBits);
        for (var number = last.Number + 1; number <= filling; number++)
        {
            _segments.Add(new HistorySegment(number, block.LastSequence, block.LastTimeMs, 0, default));
        }

        Volatile.Write(ref _entries, _entries + entries);
    }

    /// <summary>Drops the oldest full segments while they answer a description.</summary>
    private void Drop(Predicate<HistorySegment> isWanted)
    {
        var store = Store();
        var count = 0;
        while (count < _segments.Count - 1 && isWanted(_segments[count]))
        {
            Volatile.Write(ref _entries, _entries - _segments[count].Entries);
            count++;
        }

        if (count == 0)
        {
            return;
        }

        // Whoever doesn't find one of these any more must see that they are not retained.
        var last = _segments[count - 1];
        Volatile.Write(ref _retainedFromTimeMs, last.LastTimeMs + 1);
        Volatile.Write(ref _retainedFrom, last.LastSequence + 1);
        _segments.RemoveRange(0, count);
        store.DropBefore((long)_segments[0].Number << _manifest.SegmentBits);
    }

    private HistoryManifest Describe(HistoryStore store, bool withIndex)
    {
        SealFullSegments(store);
        var manifest = _manifest with
        {
            IndexedThrough = IndexedThrough,
            RetainedFrom = RetainedFrom,
            RetainedFromTimeMs = RetainedFromTimeMs,
            TailAddress = _segments.Count > 0 ? store.TailAddress : 0,
            Segments = [.. _segments],
            Log = store.Log,
            Index = store.Index,
        };
        if (withIndex)
        {
            manifest = manifest with
            {
                IndexNumber = store.IndexNumber,
                IndexBytes = _options.IndexBytes,
                IndexTailAddress = store.TailAddress,
                IndexTableHash = _files.SaveTable(HistoryFiles.IndexName, store.IndexNumber, store.IndexDevice!.TableOf(0)!),
            };
        }

        return manifest.TailPosition == 0 ? manifest : WithTail(manifest, store);
    }

    private void SealFullSegments(HistoryStore store)
    {
        for (var index = 0; index < _segments.Count - 1; index++)
        {
            var segment = _segments[index];
            if (segment.TableHash == default)
            {
                _segments[index] = segment with
                {
                    TableHash = _files.SaveTable(HistoryFiles.LogName, segment.Number, store.Device.TableOf(segment.Number)!),
                };
            }
        }
    }

    private HistoryManifest WithTail(HistoryManifest manifest, HistoryStore store)
    {
        var number = manifest.Segments[^1].Number;
        var length = (int)(manifest.TailPosition % SectorTable.Sector);
        var sector = new byte[SectorTable.Sector];
        if (length > 0)
        {
            store.Device.Read(number, manifest.TailPosition - length, sector);
            _damage.ThrowIfFound();
        }

        return manifest with
        {
            TailChecksum = TailSector.ChecksumOf(sector.AsSpan(0, length), manifest.TailAddress - length, manifest.PageBits),
            TailTable = store.Device.TableOf(number)!.Bytes((int)(manifest.TailPosition / SectorTable.Sector)),
        };
    }

    /// <summary>Deletes what the manifest that was just written doesn't name any more.</summary>
    private void Clear(HistoryStore store)
    {
        var first = _segments.Count > 0 ? _segments[0].Number : 0;
        foreach (var number in _files.Log.List().Where(number => number < first))
        {
            store.Device.Forget(number);
            _files.Delete(_files.Log, number);
        }

        foreach (var number in _files.Index.List().Where(number => number != _manifest.IndexNumber))
        {
            _files.Delete(_files.Index, number);
        }
    }

    /// <summary>Indexes what it is shown and says how far it is.</summary>
    private sealed class Rebuilding(TransactionHistory history, IProgress<double>? progress) : IOutcomeBlockVisitor
    {
        private readonly double _total = Math.Max(1, history._events.NextSequence - history._events.FirstSequence);

        public bool OnBlock(OutcomeBlockView block, long address)
        {
            history.Index(block, address);
            progress?.Report((block.LastSequence - history._events.FirstSequence + 1) / _total);
            return true;
        }
    }
}
