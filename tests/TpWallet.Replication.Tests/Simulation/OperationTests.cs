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
