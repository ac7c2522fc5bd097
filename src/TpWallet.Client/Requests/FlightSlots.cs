namespace TpWallet.Client.Requests;

/// <summary>
/// The window of one session: which request each unanswered correlation belongs to. A slot whose request was given up stays taken until its
/// answer comes, as it still counts against the window at the switch.
/// </summary>
internal sealed class FlightSlots
{
    private readonly Slot[] _slots;
    private readonly int[] _free;
    private int _freeCount;

    public FlightSlots(int window)
    {
        _slots = new Slot[window];
        _free = new int[window];
        for (_freeCount = 0; _freeCount < window; _freeCount++)
        {
            _free[_freeCount] = window - 1 - _freeCount;
        }
    }

    public int InFlight => _slots.Length - _freeCount;

    /// <summary>Gives the request a slot and a correlation that was not used before on this session.</summary>
    public ulong Take(PendingRequest request)
    {
        var index = _free[--_freeCount];
        ref var slot = ref _slots[index];
        slot.Request = request;
        slot.InUse = true;
        request.Slot = index;
        return ((ulong)slot.Uses << 32) | (uint)index;
    }

    /// <summary>Whether something with this correlation is in flight.</summary>
    public bool Has(ulong correlation) => TryIndex(correlation, out _);

    /// <summary>Frees the slot of a correlation. False when nothing with that correlation is in flight.</summary>
    /// <param name="correlation">What the reply carries.</param>
    /// <param name="request">Whose it is; null when it was given up.</param>
    public bool TryFree(ulong correlation, out PendingRequest? request)
    {
        request = null;
        if (!TryIndex(correlation, out var index))
        {
            return false;
        }

        ref var slot = ref _slots[index];
        request = slot.Request;
        slot.Request = null;
        slot.InUse = false;
        slot.Uses++;
        _free[_freeCount++] = index;
        return true;
    }

    /// <summary>The request gets its outcome without an answer; its slot stays taken.</summary>
    public void GiveUp(PendingRequest request) => _slots[request.Slot].Request = null;

    /// <summary>The request in a slot, if one waits there.</summary>
    public PendingRequest? At(int index) => _slots[index].Request;

    public int Count => _slots.Length;

    private bool TryIndex(ulong correlation, out int index)
    {
        index = (int)(uint)correlation;
        return (uint)index < (uint)_slots.Length && _slots[index].InUse && _slots[index].Uses == (uint)(correlation >> 32);
    }

    private struct Slot
    {
        public PendingRequest? Request;
        public uint Uses;
        public bool InUse;
    }
}
