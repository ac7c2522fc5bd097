namespace TpWallet.Persistence;

/// <summary>Lets somebody who copies files keep them from being deleted for a while. Any thread.</summary>
public sealed class RetentionHold
{
    private readonly Lock _gate = new();
    private int _holders;

    /// <summary>Waits for a deletion that goes on; from then on none begins until every holder has disposed of what it got here.</summary>
    public IDisposable Take()
    {
        lock (_gate)
        {
            _holders++;
        }

        return new Holder(this);
    }

    /// <summary>Deletes, unless somebody holds what would go; it goes another time then.</summary>
    /// <returns>Whether the deletion was run.</returns>
    public bool TryDelete(Action deletion)
    {
        lock (_gate)
        {
            if (_holders > 0)
            {
                return false;
            }

            deletion();
            return true;
        }
    }

    private sealed class Holder(RetentionHold hold) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                lock (hold._gate)
                {
                    hold._holders--;
                }
            }
        }
    }
}
