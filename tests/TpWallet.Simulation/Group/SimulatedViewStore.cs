using TpWallet.Replication;
using TpWallet.Replication.Views;

namespace TpWallet.Simulation.Group;

/// <summary>
/// One value with a revision, behind a network: requests arrive late or never, and so do the answers to those that were carried out.
/// </summary>
internal sealed class SimulatedViewStore(World world, View initial)
{
    private readonly List<StoredView> _history = [new StoredView(1, initial)];

    public StoredView Current => _history[^1];

    public bool IsAway { get; set; }

    /// <summary>Swaps sent and neither carried out nor refused.</summary>
    public List<View> OnTheirWay { get; } = [];

    /// <summary>Whether answers to swaps get lost, all of them.</summary>
    public bool LosesSwapAnswers { get; set; }

    /// <summary>Members that can't reach the store.</summary>
    public HashSet<NodeId> CutOff { get; } = [];

    public void Read(NodeId node, Action<StoredView?> answer) => world.Time.After(DelayMs(), () =>
    {
        if (IsAway || CutOff.Contains(node) || world.Random.Chance(world.Faults.StoreAnswerLost / 2))
        {
            return;
        }

        var read = Current;
        world.Time.After(DelayMs(), () => answer(read));
    });

    public void Swap(NodeId node, StoredView expected, View desired, Action<SwapOutcome, long> answer)
    {
        OnTheirWay.Add(desired);
        world.Time.After(DelayMs(), () => Arrive(node, expected, desired, answer));
    }

    /// <summary>Goes back to an older value, as a restored backup does: revisions repeat.</summary>
    public void RestoreTo(StoredView older)
    {
        OnTheirWay.Clear();
        _history.RemoveRange(_history.IndexOf(older) + 1, _history.Count - _history.IndexOf(older) - 1);
    }

    private void Arrive(NodeId node, StoredView expected, View desired, Action<SwapOutcome, long> answer)
    {
        OnTheirWay.Remove(desired);
        if (IsAway || CutOff.Contains(node))
        {
            return;
        }

        var succeeded = Current == expected;
        if (succeeded)
        {
            Audit.Auditor.Require(!desired.Removed.Any(desired.HasInSync), $"{node} keeps in sync whom an operator took out: {desired}");
            _history.Add(new StoredView(Current.Revision + 1, desired));
        }

        if (LosesSwapAnswers || world.Random.Chance(world.Faults.StoreAnswerLost))
        {
            return;
        }

        var revision = Current.Revision;
        world.Time.After(DelayMs(), () => answer(succeeded ? SwapOutcome.Succeeded : SwapOutcome.Refused, revision));
    }

    private int DelayMs() => world.Random.Chance(world.Faults.StoreLate) ? world.Random.Between(10, 400) : world.Random.Between(1, 4);
}
