namespace TpWallet.Core.Snapshots;

/// <summary>
/// How much memory the pre-images of all tables of one cut may take, and whether the cut goes on. The core's thread counts; the reader looks.
/// </summary>
internal sealed class PreImageBudget(long bytesMax)
{
    private volatile nint _used;
    private volatile bool _isAbandoned;
    private volatile bool _isClosed;

    public long BytesMax => bytesMax;

    /// <summary>Memory that pre-images take, bytes.</summary>
    public long Used => _used;

    /// <summary>Whether the memory was not enough: the records as they were at the cut are lost.</summary>
    public bool IsAbandoned => _isAbandoned;

    /// <summary>Whether nobody needs pre-images any more.</summary>
    public bool IsOver => _isAbandoned || _isClosed;

    public bool TryTake(int bytes)
    {
        if (_used + bytes > bytesMax)
        {
            return false;
        }

        _used += bytes;
        return true;
    }

    public void Return(long bytes) => _used -= (nint)bytes;

    public void Abandon() => _isAbandoned = true;

    public void Close() => _isClosed = true;
}
