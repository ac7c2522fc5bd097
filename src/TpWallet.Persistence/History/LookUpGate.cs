namespace TpWallet.Persistence.History;

/// <summary>Lets look-ups in until it is closed; closing waits until the last one is out, so that what they use can be let go.</summary>
internal sealed class LookUpGate : IDisposable
{
    private const int Closed = int.MinValue;

    private readonly ManualResetEvent _empty = new(initialState: false);
    private int _state;

    /// <summary>Goes in; false: closed, stay out.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _state) > 0)
        {
            return true;
        }

        Exit();
        return false;
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref _state) == Closed)
        {
            _empty.Set();
        }
    }

    /// <summary>Lets no one in any more and waits until all are out.</summary>
    public void Close()
    {
        if (Interlocked.Add(ref _state, Closed) != Closed)
        {
            _empty.WaitOne();
        }
    }

    /// <summary>Lets look-ups in again.</summary>
    public void Open()
    {
        _empty.Reset();
        Interlocked.Add(ref _state, unchecked(-Closed));
    }

    public void Dispose() => _empty.Dispose();
}
