using System.Collections.Immutable;
using TpWallet.Replication.Views;

namespace TpWallet.Replication.Primary;

/// <summary>
/// An operator's wish to keep a member out of the in-sync set for a while, or to let it in again. The view remembers it, so that the next primary
/// keeps to it, too.
/// </summary>
internal sealed class Maintenance(ReplicaContext context)
{
    private NodeId _node;
    private bool _takeOut;
    private long _startedMs;
    private int _minInSync;
    private long _minStartedMs;

    public MaintenanceResult TryStart(NodeId node, bool takeOut, View view)
    {
        if (!_node.IsNone && !IsOver(view))
        {
            return MaintenanceResult.Busy;
        }

        var result = Judge(node, takeOut, view);
        if (result == MaintenanceResult.Begun)
        {
            _node = node;
            _takeOut = takeOut;
            _startedMs = context.NowMs;
        }

        return result;
    }

    /// <summary>Who shall be out, as the view says and the operator wishes.</summary>
    public ImmutableArray<NodeId> Wanted(View view)
    {
        if (_node.IsNone || IsOver(view))
        {
            _node = default;
            return view.Removed;
        }

        return _takeOut ? [.. view.Removed.Append(_node).OrderBy(static node => node.Number)] : view.Removed.Remove(_node);
    }

    public MaintenanceResult TrySetMinInSync(int minInSync, View view)
    {
        if (minInSync == view.MinInSync || minInSync > view.InSync.Length)
        {
            return minInSync == view.MinInSync ? MaintenanceResult.AlreadyDone : MaintenanceResult.TooFewInSync;
        }

        _minInSync = minInSync;
        _minStartedMs = context.NowMs;
        return MaintenanceResult.Begun;
    }

    /// <summary>The smallest in-sync set, as the view says or the operator wishes; never more than there are.</summary>
    public int WantedMinInSync(View view, int inSync)
    {
        if (view.MinInSync == _minInSync || context.NowMs - _minStartedMs > context.Options.HandOverTimeoutMs)
        {
            _minInSync = 0;
        }

        return _minInSync == 0 || (_minInSync > view.MinInSync && _minInSync > inSync) ? view.MinInSync : _minInSync;
    }

    private bool IsOver(View view) =>
        view.Removed.Contains(_node) == _takeOut || context.NowMs - _startedMs > context.Options.HandOverTimeoutMs;

    private MaintenanceResult Judge(NodeId node, bool takeOut, View view) => node switch
    {
        _ when !context.Options.Members.Contains(node) => MaintenanceResult.UnknownMember,
        _ when view.Removed.Contains(node) == takeOut => MaintenanceResult.AlreadyDone,
        _ when takeOut && node == context.Self => MaintenanceResult.IsPrimary,
        _ when takeOut && view.HasInSync(node) && !context.Rules.MayShrink(view.InSync.Length, view.MinInSync) => MaintenanceResult.TooFewInSync,
        _ => MaintenanceResult.Begun,
    };
}
