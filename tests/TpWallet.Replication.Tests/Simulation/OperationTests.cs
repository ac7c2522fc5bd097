using TpWallet.Replication.TakeOver;
using TpWallet.Simulation.Broken;
using TpWallet.Simulation.Schedules;

namespace TpWallet.Replication.Tests.Simulation;

/// <summary>What operators do, in a group without faults.</summary>
public sealed class OperationTests : IDisposable
{
    private readonly Script _script = new(BrokenRule.None);

    public void Dispose() => _script.Dispose();

    [Fact]
    public void Hand_over_moves_the_primary_without_refusing_anything()
    {
        var epoch = _script.First.Process!.Replica.Status.AcceptedEpoch;
        var before = _script.Pay(_script.First, count: 3);
        _script.For(2); // They are sequenced.

        Assert.True(_script.First.Process.Replica.TryHandOver(_script.Third.Id));
        _script.UntilPrimary(_script.Third);

        Assert.All(before, static operation => Assert.True(operation is { IsOver: true, Refusals: 0 }));
        Assert.Equal(epoch + 1, _script.Store.Current.View.Epoch);
        Assert.True(_script.Store.Current.View.HasInSync(_script.First.Id));
        _script.Settle();
    }

    [Fact]
    public void Hand_over_to_a_dead_member_is_given_up_and_the_primary_goes_on()
    {
        _script.Network.CutOff(_script.Third.Id, cut: true);

        Assert.True(_script.First.Process!.Replica.TryHandOver(_script.Third.Id));
        _script.For(1_000);
        _script.PayAnswered(_script.First);

        Assert.Same(_script.First, _script.World.Primary);
    }

    [Fact]
    public void Hand_over_to_one_out_of_sync_is_refused()
    {
        _script.Network.CutOff(_script.Third.Id, cut: true);
        _script.UntilInSync(_script.First, _script.Second);

        Assert.False(_script.First.Process!.Replica.TryHandOver(_script.Third.Id));
        Assert.False(_script.Second.Process!.Replica.TryHandOver(_script.First.Id));
    }

    [Fact]
    public void Removed_member_follows_and_is_not_waited_for_until_it_rejoins()
    {
        var primary = _script.First.Process!.Replica;

        Assert.Equal(MaintenanceResult.Begun, primary.TryRemove(_script.Third.Id));
        _script.UntilInSync(_script.First, _script.Second);
        Assert.Equal(_script.Third.Id, Assert.Single(_script.Store.Current.View.Removed));

        _script.Network.CutOff(_script.Third.Id, cut: true);
        _script.PayAnswered(_script.First);
        _script.Network.Heal();
        _script.For(2_000);
        Assert.Equal(primary.Status.Tail, _script.Third.Process!.Replica.Status.Tail);
        Assert.False(_script.Store.Current.View.HasInSync(_script.Third.Id));
        Assert.Equal(MaintenanceResult.AlreadyDone, primary.TryRemove(_script.Third.Id));

        Assert.Equal(MaintenanceResult.Begun, primary.TryRejoin(_script.Third.Id));
        _script.UntilInSync(_script.First, _script.Second, _script.Third);
        _script.Settle();
    }

    [Fact]
    public void Removed_member_does_not_take_over_and_stays_out_under_the_next_primary()
    {
        _script.First.Process!.Replica.TryRemove(_script.Second.Id);
        _script.UntilInSync(_script.First, _script.Third);

        _script.First.Crash();
        _script.UntilPrimary(_script.Third);
        _script.For(1_000);

        Assert.Equal(_script.Second.Id, Assert.Single(_script.Store.Current.View.Removed));
        Assert.False(_script.Store.Current.View.HasInSync(_script.Second.Id));
        Assert.Equal(MaintenanceResult.Begun, _script.Third.Process!.Replica.TryRejoin(_script.Second.Id));
        _script.PayAnswered(_script.Third);
        _script.Settle();
    }

    [Fact]
    public void Removal_never_leaves_too_few_nor_takes_the_primary()
    {
        var primary = _script.First.Process!.Replica;

        Assert.Equal(MaintenanceResult.IsPrimary, primary.TryRemove(_script.First.Id));
        Assert.Equal(MaintenanceResult.UnknownMember, primary.TryRemove(new NodeId(9)));
        Assert.Equal(MaintenanceResult.AlreadyDone, primary.TryRejoin(_script.Third.Id));
        Assert.Equal(MaintenanceResult.NotPrimary, _script.Second.Process!.Replica.TryRemove(_script.Third.Id));
        Assert.Equal(MaintenanceResult.Begun, primary.TryRemove(_script.Third.Id));
        Assert.Equal(MaintenanceResult.Busy, primary.TryRemove(_script.Second.Id));
        _script.UntilInSync(_script.First, _script.Second);
        Assert.Equal(MaintenanceResult.TooFewInSync, primary.TryRemove(_script.Second.Id));
    }

    [Fact]
    public void Removal_that_meets_the_loss_of_another_member_is_mended_by_a_rejoin()
    {
        var primary = _script.First.Process!.Replica;
        _script.Second.Crash();
        Assert.Equal(MaintenanceResult.Begun, primary.TryRemove(_script.Third.Id));
        _script.For(2_000);
        Assert.Equal(2, _script.Store.Current.View.InSync.Length);

        Assert.Equal(MaintenanceResult.Begun, primary.TryRejoin(_script.Third.Id));
        _script.UntilInSync(_script.First, _script.Third);
        _script.PayAnswered(_script.First);
    }

    [Fact]
    public void Removal_that_can_not_be_written_is_given_up()
    {
        var primary = _script.First.Process!.Replica;
        _script.Network.CutOff(_script.Second.Id, cut: true);
        _script.Store.IsAway = true;
        _script.For(200); // A swap without the second is under way.

        Assert.Equal(MaintenanceResult.Begun, primary.TryRemove(_script.Third.Id));
        _script.For(1_000);
        _script.Settle();

        Assert.Empty(_script.Store.Current.View.Removed);
    }

    [Fact]
    public void Primary_left_alone_goes_on_with_a_smaller_smallest_set_and_takes_the_larger_one_back()
    {
        var primary = _script.First.Process!.Replica;
        _script.Network.CutOff(_script.Second.Id, cut: true);
        _script.UntilInSync(_script.First, _script.Third);
        _script.Network.CutOff(_script.First.Id, cut: true); // the third is alive and in sync: the store decides who goes on
        var waiting = _script.Pay(_script.First);

        Assert.Equal(MaintenanceResult.Begun, primary.TrySetMinInSync(1));
        _script.For(2_000);
        if (_script.World.Primary == _script.First)
        {
            Assert.True(waiting[0].IsOver);
        }

        _script.Settle();
        var leader = _script.World.Primary!.Process!.Replica;
        _script.Until(() => _script.Store.Current.View.InSync.Length == 3, "all in sync");
        _script.Until(() => leader.TrySetMinInSync(2) is MaintenanceResult.AlreadyDone or MaintenanceResult.Begun, "the view is known");
        _script.Until(() => _script.Store.Current.View.MinInSync == 2, "the set is as large again");
    }

    [Fact]
    public void Primary_whose_standbys_are_dead_serves_alone_when_it_is_told_to()
    {
        var primary = _script.First.Process!.Replica;
        _script.Second.Crash();
        _script.UntilInSync(_script.First, _script.Third);
        _script.Third.Crash();
        var waiting = _script.Pay(_script.First)[0];
        _script.For(1_000);
        Assert.False(waiting.IsOver);

        Assert.Equal(MaintenanceResult.TooFewInSync, primary.TrySetMinInSync(3));
        Assert.Equal(MaintenanceResult.Begun, primary.TrySetMinInSync(1));
        _script.UntilInSync(_script.First);
        _script.Until(() => waiting.IsOver, "the payment is answered");

        Assert.Equal(MaintenanceResult.TooFewInSync, primary.TrySetMinInSync(2));
        _script.Settle();
    }

    [Fact]
    public void Forced_primary_that_was_removed_is_so_no_more()
    {
        _script.First.Process!.Replica.TryRemove(_script.Second.Id);
        _script.UntilInSync(_script.First, _script.Third);
        _script.First.Crash();
        _script.Third.Crash();

        Assert.True(_script.Second.Process!.Replica.TryForcePrimary(ForceMode.AllSwitchedOff, minInSync: 1));
        _script.UntilPrimary(_script.Second);

        Assert.Empty(_script.Store.Current.View.Removed);
    }

    [Fact]
    public void Forced_primary_begins_once_an_in_sync_member_has_promised()
    {
        _script.Network.CutOff(_script.Second.Id, cut: true);
        _script.UntilInSync(_script.First, _script.Third);
        _script.First.Crash();
        _script.Store.CutOff.Add(_script.Third.Id);
        var second = _script.Second.Process!.Replica;

        Assert.True(second.TryForcePrimary(ForceMode.NeedsPromise, minInSync: 1));
        _script.For(500);
        Assert.Equal(ReplicaRole.Standby, second.Role);

        _script.Network.Heal();
        _script.UntilPrimary(_script.Second);
        _script.PayAnswered(_script.Second);
        _script.Settle();
    }

    [Fact]
    public void Forced_primary_begins_on_the_word_that_all_others_are_off()
    {
        _script.Network.CutOff(_script.Second.Id, cut: true);
        _script.UntilInSync(_script.First, _script.Third);
        _script.First.Crash();
        _script.Third.Crash();

        Assert.True(_script.Second.Process!.Replica.TryForcePrimary(ForceMode.AllSwitchedOff, minInSync: 1));
        _script.UntilPrimary(_script.Second);

        _script.PayAnswered(_script.Second);
    }

    [Fact]
    public void Payments_go_on_while_the_view_store_is_away()
    {
        _script.Store.IsAway = true;
        _script.For(3_000);

        _script.PayAnswered(_script.First);

        Assert.Same(_script.First, _script.World.Primary);
    }

    [Fact]
    public void Sequencing_stops_when_the_clock_jumps_and_goes_on_when_it_is_accepted()
    {
        var replica = _script.First.Process!.Replica;
        using var batch = new Persistence.Journal.SealedBatch(1);
        batch.Append(_script.World.Workload.Next());
        _script.PayAnswered(_script.First);
        var jumpedMs = _script.First.ClockMs + 61_000;

        Assert.Equal(SequencingResult.ClockJumped, replica.TrySequence(batch, jumpedMs));
        Assert.False(batch.IsSealed);

        replica.AcceptClock(jumpedMs);
        Assert.Equal(SequencingResult.Sequenced, replica.TrySequence(batch, jumpedMs));
    }

    [Fact]
    public void Tail_that_can_not_be_committed_is_bounded()
    {
        _script.Network.CutOff(_script.First.Id, cut: true);
        var replica = _script.First.Process!.Replica;
        using var batch = new Persistence.Journal.SealedBatch(1);
        var results = Enumerable.Range(0, 300).Select(_ =>
        {
            batch.Reset();
            batch.Append(_script.World.Workload.Next());
            return replica.TrySequence(batch, _script.First.ClockMs);
        }).ToArray();

        Assert.Equal(256, results.Count(static result => result == SequencingResult.Sequenced));
        Assert.Equal(SequencingResult.TailFull, results[^1]);
    }
}
