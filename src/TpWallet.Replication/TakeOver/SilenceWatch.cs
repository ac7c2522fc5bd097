using TpWallet.Replication.Views;

namespace TpWallet.Replication.TakeOver;

/// <summary>Whether a standby has waited long enough for its primary, and with which view it would take over (rules 9 and 11).</summary>
internal sealed class SilenceWatch(ReplicaContext context)
{
    private long _heardMs;
    private long _probe;
    private bool _diskWorks;
    private long _askedMs = long.MinValue / 2;

    /// <summary>Whether no working primary was heard for so long that this replica would take over.</summary>
    public bool IsSilent(StoredView? known) =>
        IsAsked || context.NowMs - _heardMs > context.Options.FailureTimeoutMs + (RankOf(known) * context.Options.TakeOverStaggerMs);

    private bool IsAsked => context.NowMs - _askedMs < context.Options.FailureTimeoutMs;

    /// <summary>A working primary was heard.</summary>
    public void Heard()
    {
        _heardMs = context.NowMs;
        _probe = 0;
        _diskWorks = false;
    }

    /// <summary>
    /// Whether this replica's own disk has written something since the silence began. One whose disk hangs would win epoch after epoch, begin none
    /// of them, and keep those away that could.
    /// </summary>
    public bool IsDiskProven()
    {
        if (_probe == 0)
        {
            _probe = context.Log.AppendCommit(context.Committed);
        }

        return _diskWorks || IsAsked || !context.Rules.ProvesDisk; // Who is asked has just acknowledged the whole tail.
    }

    /// <summary>Everything under this ticket is durable.</summary>
    public void OnDurable(long ticket) => _diskWorks |= _probe != 0 && ticket >= _probe;

    /// <summary>Another epoch begins.</summary>
    public void Reset()
    {
        Heard();
        _askedMs = long.MinValue / 2;
    }

    /// <summary>The primary itself asked to be replaced; it asks again as long as it wants that.</summary>
    public void Asked() => _askedMs = context.NowMs;

    /// <summary>The view under which this replica would be primary; null: it may not.</summary>
    public View? TakenOverFrom(View view)
    {
        if (!context.Rules.MayTakeOver(view, context.Self, context.Log.JournalId) || view.Epoch + 1 < context.AcceptedEpoch)
        {
            return null;
        }

        // The old primary leaves if enough remain; at a hand-over it is known to work and stays.
        var leaves = view.Primary != context.Self && !IsAsked && context.Rules.MayShrink(view.InSync.Length, view.MinInSync);
        return view.WithPrimary(context.Self, leaves ? view.InSync.Where(replica => replica.Node != view.Primary) : view.InSync);
    }

    private int RankOf(StoredView? known)
    {
        var rank = 0;
        foreach (var replica in known?.View.InSync ?? [])
        {
            rank += replica.Node.Number < context.Self.Number && replica.Node != known!.View.Primary ? 1 : 0;
        }

        return rank;
    }
}
