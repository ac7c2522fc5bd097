using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using TpWallet.Core.Snapshots;

namespace TpWallet.Core.Memory;

/// <summary>How the records leave for an image of the state, while they go on changing, and how they come back from one.</summary>
internal sealed unsafe partial class KeyedTable<TKey, TRecord>
{
    private const uint RecordsPerPiece = 4_096;
    private const uint PrefetchDistance = 24;

    private TableCut<TRecord>? _cut;

    public override TableCut BeginCut(PreImageBudget budget, uint first)
    {
        // The one before is over, or this one would not begin; this table may not have noticed.
        LeaveCut(null);
        var cut = new TableCut<TRecord>(_records, _highWater, first, budget);
        _cut = cut;
        _isWatched = true;
        return cut;
    }

    public override void AppendTo(IncrementalHash hash, uint first)
    {
        AppendRange(hash, first, _highWater);
        AppendRange(hash, 0, first);
    }

    /// <summary>Fills an empty table with records in the order of their slots, checks each one, and builds the index.</summary>
    public void Load(StateImageSource source, string name, uint count, RecordCheck<TRecord> check)
    {
        for (uint first = 0; first < count; first += RecordsPerPiece)
        {
            var end = Math.Min(first + RecordsPerPiece, count);
            source.Read(_records.WritableBytes(first, end - first), name);
            for (var slot = first; slot < Math.Min(first + PrefetchDistance, end); slot++)
            {
                PrefetchIndex(_records[slot].Key);
            }

            for (var slot = first; slot < end; slot++)
            {
                if (slot + PrefetchDistance < end)
                {
                    PrefetchIndex(_records[slot + PrefetchDistance].Key);
                }

                var flaw = check(_records[slot]) ?? (TryFind(_records[slot].Key, out _) ? "its key was there before" : null);
                if (flaw is not null)
                {
                    throw new StateImageException($"Record {slot} of {name} can't be: {flaw}.");
                }

                AddEntry(_records[slot].Key, slot);
                _highWater = slot + 1;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void BeforeChange(uint slot, in TRecord record)
    {
        if (_undo.IsRecording)
        {
            _undo.Save(UndoKind.Changed, slot, record);
        }

        if (_cut is null)
        {
            return;
        }

        if (_cut.IsWanted)
        {
            _cut.Save(slot, record);
        }
        else
        {
            LeaveCut(null);
        }
    }

    /// <summary>Lets go of records that are replaced, or of the whole table: a reader may still need them.</summary>
    private void Retire(NativeArray<TRecord> records)
    {
        if (_cut is null)
        {
            records.Dispose();
        }
        else
        {
            LeaveCut(records);
        }
    }

    private void LeaveCut(NativeArray<TRecord>? bequest)
    {
        _cut?.Leave(bequest);
        _cut = null;
        _isWatched = _undo.IsRecording;
    }

    private void AppendRange(IncrementalHash hash, uint first, uint end)
    {
        for (var slot = first; slot < end; slot += Math.Min(RecordsPerPiece, end - slot))
        {
            hash.AppendData(_records.Bytes(slot, Math.Min(RecordsPerPiece, end - slot)));
        }
    }
}
