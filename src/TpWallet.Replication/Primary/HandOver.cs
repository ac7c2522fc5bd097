using TpWallet.Replication.Log;
using TpWallet.Replication.Views;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Primary;

/// <summary>
/// A planned change of the primary (rule 11): nothing is sequenced until the target holds all and has taken over, or the time is up. The view
/// changes only by the target's own swap, so giving up needs no care.
/// </summary>
internal sealed class HandOver(ReplicaContext context)
{
    private NodeId _target;
    private long _startedMs;
    private long _askedMs;

    public bool IsRunning => !_target.IsNone;

    /// <returns>Whether the target can take over.</returns>
    public bool TryStart(NodeId target, View view)
    {
        if (IsRunning || target == context.Self || !view.HasInSync(target))
        {
            return false;
        }

        _target = target;
        _startedMs = context.NowMs;
        _askedMs = long.MinValue / 2;
        return true;
    }

    public void Advance(IReadOnlyList<StandbyLink> links)
    {
        if (!IsRunning)
        {
            return;
        }

        if (context.NowMs - _startedMs > context.Options.HandOverTimeoutMs)
        {
            _target = default;
            return;
        }

        var tail = context.Log.Tail;
        var ready = context.Committed == tail && links.Any(link => link.Node == _target && link.Acknowledged == tail);
        if (ready && context.NowMs - _askedMs >= context.Options.HeartbeatIntervalMs)
        {
            _askedMs = context.NowMs;
            context.Send(_target, context.Header(MessageKind.TakeOverRequest), (LogPosition)tail);
        }
    }
}
