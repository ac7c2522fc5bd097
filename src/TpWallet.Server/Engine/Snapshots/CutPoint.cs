using TpWallet.Persistence.Journal;

namespace TpWallet.Server.Engine.Snapshots;

/// <summary>
/// Where in the stream of commands the next cut is made: at the end of the batch that is sealed next after it was asked for, or of the first that
/// reaches a sequence. The seal stage says where that is, the core stage acts when it gets there, however many batches lie between them.
/// </summary>
internal sealed class CutPoint(Action<JournalPosition> onReached)
{
    private const long None = -1;

    private volatile bool _wanted;
    private ulong _notBefore;
    private JournalPosition _position;
    private long _slot = None;

    /// <summary>Asks for a cut. Any thread, one at a time; asking again before it was taken changes nothing.</summary>
    /// <param name="notBefore">At the first end of a batch that is at or behind this sequence.</param>
    public void Request(ulong notBefore = 0)
    {
        _notBefore = notBefore;
        _wanted = true; // volatile: whoever sees it sees the sequence, too
    }

    /// <summary>Nobody waits for the cut any more. Any thread.</summary>
    public void Withdraw() => _wanted = false;

    /// <summary>Seal stage: a batch ends here.</summary>
    /// <param name="lastSlot">Slot of its last command.</param>
    /// <param name="position">Its place in the journal.</param>
    public void OnSealed(long lastSlot, in JournalPosition position)
    {
        if (_wanted && position.Sequence >= _notBefore && Volatile.Read(ref _slot) == None)
        {
            _wanted = false;
            _position = position;
            Volatile.Write(ref _slot, lastSlot);
        }
    }

    /// <summary>Core stage: whether the cut is at or before this slot, and at which.</summary>
    public bool IsReachedBy(long lastSlot, out long slot)
    {
        slot = Volatile.Read(ref _slot);
        return slot != None && slot <= lastSlot;
    }

    /// <summary>Core stage: everything through the slot of the cut, and nothing behind it, has been applied.</summary>
    public void Reach()
    {
        var position = _position;
        Volatile.Write(ref _slot, None);
        onReached(position);
    }
}
