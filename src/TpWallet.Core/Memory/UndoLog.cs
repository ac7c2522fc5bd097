namespace TpWallet.Core.Memory;

/// <summary>How the records of one table were before each step of a chain. Room for the longest chain is there from the start.</summary>
internal sealed class UndoLog<TRecord> where TRecord : unmanaged
{
    /// <summary>More than the eight commands of a chain can change in one table.</summary>
    private const int Capacity = 256;

    private readonly (UndoKind Kind, uint Slot, TRecord Record)[] _entries = new (UndoKind, uint, TRecord)[Capacity];
    private int _count;

    public bool IsRecording { get; private set; }

    public void Begin()
    {
        _count = 0;
        IsRecording = true;
    }

    public void End() => IsRecording = false;

    public void Save(UndoKind kind, uint slot, in TRecord record) => _entries[_count++] = (kind, slot, record);

    /// <summary>Takes the last entry off. False when none is left.</summary>
    public bool TryPop(out UndoKind kind, out uint slot, out TRecord record)
    {
        if (_count == 0)
        {
            (kind, slot, record) = default((UndoKind, uint, TRecord));
            return false;
        }

        (kind, slot, record) = _entries[--_count];
        return true;
    }
}
