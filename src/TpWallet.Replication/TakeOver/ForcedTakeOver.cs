using TpWallet.Replication.Views;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.TakeOver;

/// <summary>
/// An operator makes a replica primary that isn't in sync, and accepts that what it doesn't hold is lost (rule 13). The old set must not be able to
/// go on beside it: one of its members promises the new epoch first, which takes its acknowledgement away from the old primary.
/// </summary>
internal sealed class ForcedTakeOver(ReplicaContext context, ViewKeeper views)
{
    private StoredView? _basis;
    private ForceMode _mode;
    private int _minInSync;
    private bool _wanted;
    private long _askedMs;
    private View? _desired;

    public void Start(ForceMode mode, int minInSync)
    {
        _mode = mode;
        _minInSync = minInSync;
        _basis = null;
        _wanted = true;
        views.RequestRead();
    }

    public void Cancel()
    {
        _wanted = false;
        _desired = null;
    }

    /// <summary>Whether a view is the one that was forced.</summary>
    public bool IsForced(View view) => view == _desired;

    public void OnView(StoredView stored)
    {
        if (!_wanted || views.Pending is not null)
        {
            return;
        }

        _basis = stored;
        if (_mode == ForceMode.AllSwitchedOff || !context.Rules.ForceNeedsPromise)
        {
            Swap(stored);
        }
        else
        {
            AskForPromises(stored);
        }
    }

    public void Tick()
    {
        if (_wanted && _basis is { } basis && views.Pending is null && context.NowMs - _askedMs > context.Options.ResendTimeoutMs)
        {
            AskForPromises(basis);
        }
    }

    public void OnPromise(in MessageHeader header, Guid journalId)
    {
        if (_wanted && views.Pending is null && _basis is { } basis && header.Epoch == basis.View.Epoch + 1
            && basis.View.HasInSync(header.Sender, journalId))
        {
            Swap(basis);
        }
    }

    private void AskForPromises(StoredView basis)
    {
        _askedMs = context.NowMs;
        var header = context.Header(MessageKind.PromiseRequest) with { Epoch = basis.View.Epoch + 1 };
        foreach (var replica in basis.View.InSync)
        {
            if (replica.Node != context.Self)
            {
                context.Send(replica.Node, header, []);
            }
        }
    }

    private void Swap(StoredView basis)
    {
        _wanted = false;
        var alone = new InSyncReplica(context.Self, context.Log.JournalId);
        _desired = basis.View.WithPrimary(context.Self, [alone]) with { MinInSync = _minInSync };
        views.Swap(basis, _desired);
    }
}
