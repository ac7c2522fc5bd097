namespace TpWallet.Replication.Views;

/// <summary>
/// What this replica knows of the view: the newest one read, the one swap under way, and the floor below which no honest store can fall. Asks one
/// question at a time, and again when it stays unanswered.
/// </summary>
internal sealed class ViewKeeper
{
    private readonly ReplicaContext _context;
    private readonly IViewClient _store;
    private readonly IViewObserver _observer;
    private long _requests;
    private long _readRequest;
    private long _readSentMs;
    private (ulong Epoch, ulong Version) _floorAtRead;
    private bool _readWanted = true;
    private long _nextReadMs;
    private long _firstSwapRequest;
    private long _swapSentMs;
    private bool _swapAwaited;
    private (ulong Epoch, ulong Version) _floor;

    public ViewKeeper(ReplicaContext context, IViewClient store, IViewObserver observer)
    {
        _context = context;
        _store = store;
        _observer = observer;
        if (context.Log.Recovered.HighestView is { } view)
        {
            _floor = (view.Epoch, view.Version);
        }
    }

    /// <summary>The newest view read since the start; null: none yet.</summary>
    public StoredView? Known { get; private set; }

    /// <summary>The newest view that this or an earlier run has seen; null: none.</summary>
    public View? Newest => Known?.View ?? _context.Log.Recovered.HighestView;

    public PendingSwap? Pending { get; private set; }

    /// <summary>When the store last told a view; null: not since the start.</summary>
    public long? ReadMs { get; private set; }

    public void Tick()
    {
        if (_readRequest != 0 && _context.NowMs - _readSentMs > _context.Options.ViewTimeoutMs)
        {
            _context.Counters.ViewTimeouts++;
            _readRequest = 0;
            _readWanted = true;
        }

        if (_swapAwaited && _context.NowMs - _swapSentMs > _context.Options.ViewTimeoutMs)
        {
            _context.Counters.ViewTimeouts++;
            _swapAwaited = false;
            _readWanted = true;
        }

        if (_readRequest == 0 && (_readWanted || _context.NowMs >= _nextReadMs))
        {
            SendRead();
        }
    }

    /// <summary>Something hints at a change, or fresh knowledge is needed: reads as soon as no read is under way.</summary>
    public void RequestRead() => _readWanted = true;

    /// <summary>A primary spoke under this epoch and version, so the store has held them.</summary>
    public void Saw(ulong epoch, ulong version)
    {
        if (epoch < _floor.Epoch)
        {
            return; // An old message.
        }

        if (_context.Rules.StopsAtRestoredStore && epoch > _floor.Epoch && IsRestored(epoch, version, _floor))
        {
            StopForRestored($"epoch {epoch} with version {version}");
            return;
        }

        Raise(epoch, version);
        if (Known is null || version > Known.View.Version)
        {
            RequestRead();
        }
    }

    public void Swap(StoredView expected, View desired)
    {
        Pending = new PendingSwap(expected, desired);
        _firstSwapRequest = _requests + 1;
        SendSwap(Pending);
    }

    public void OnRead(long request, StoredView? stored)
    {
        if (request != _readRequest)
        {
            return;
        }

        _readRequest = 0;
        _nextReadMs = _context.NowMs + (stored is null ? _context.Options.ViewTimeoutMs / 2 : _context.Options.ViewPollMs);
        if (stored is null)
        {
            return;
        }

        ReadMs = _context.NowMs;
        if (!Learn(stored))
        {
            return;
        }

        if (Pending is { } swap)
        {
            Resolve(swap, stored);
        }

        if (!_context.IsStopped)
        {
            _observer.OnView(stored);
        }
    }

    public void OnSwapAnswered(long request, SwapOutcome outcome, long revision)
    {
        if (Pending is not { } swap || request < _firstSwapRequest)
        {
            return;
        }

        _swapAwaited = false;
        if (outcome == SwapOutcome.Succeeded)
        {
            Pending = null;
            Replace(new StoredView(revision, swap.Desired));
            _observer.OnSwapResolved(swap, succeeded: true);
            return;
        }

        RequestRead(); // Refused or unknown: only a view that moved on tells.
    }

    /// <summary>Takes a view that was read into account.</summary>
    /// <returns>False when it is older than what is known already, or the replica had to stop.</returns>
    private bool Learn(StoredView stored)
    {
        var view = stored.View;
        var differs = Known is { } known && known.View.Version == view.Version && known.View != view;
        if (_context.Rules.StopsAtRestoredStore && (differs || IsRestored(view.Epoch, view.Version, _floorAtRead)))
        {
            StopForRestored(view.ToString());
            return false;
        }

        if (Known is not null && stored.Revision < Known.Revision)
        {
            return false;
        }

        if (Known is null || stored.Revision != Known.Revision)
        {
            Replace(stored);
        }

        return true;
    }

    private void Resolve(PendingSwap swap, StoredView stored)
    {
        if (stored.Revision != swap.Expected.Revision)
        {
            Pending = null;
            _swapAwaited = false;
            _observer.OnSwapResolved(swap, succeeded: stored.View == swap.Desired);
        }
        else if (!_swapAwaited)
        {
            // The view is as it was, which proves nothing: the swap may be on its way. The same once more does no harm.
            if (_observer.StillWants(swap))
            {
                SendSwap(swap);
            }
            else
            {
                Pending = null;
            }
        }
    }

    private void Replace(StoredView stored)
    {
        Known = stored;
        _context.ViewVersion = stored.View.Version;
        Raise(stored.View.Epoch, stored.View.Version);
        _context.Log.AppendView(stored.View);
    }

    private void Raise(ulong epoch, ulong version) => _floor = (Math.Max(_floor.Epoch, epoch), Math.Max(_floor.Version, version));

    /// <summary>Whether an epoch and a version can't follow those seen before: a new epoch has a new version, and neither ever falls.</summary>
    private static bool IsRestored(ulong epoch, ulong version, (ulong Epoch, ulong Version) seen) =>
        version < seen.Version || epoch < seen.Epoch || (epoch > seen.Epoch && version == seen.Version);

    private void StopForRestored(string found) => _context.Stop(
        StopReason.ViewStoreRestored,
        $"The view store shows {found}, but epoch {_floor.Epoch} with version {_floor.Version} was seen before: the store was restored. "
            + "Stop all members and run 'tpwallet cluster repair-view'.");

    private void SendRead()
    {
        _readWanted = false;
        _readSentMs = _context.NowMs;
        _floorAtRead = _floor;
        _readRequest = ++_requests;
        _store.Read(_readRequest);
    }

    private void SendSwap(PendingSwap swap)
    {
        _swapAwaited = true;
        _swapSentMs = _context.NowMs;
        _store.Swap(++_requests, swap.Expected, swap.Desired);
    }
}
