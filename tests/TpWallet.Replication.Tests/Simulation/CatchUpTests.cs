using TpWallet.Simulation.Broken;
using TpWallet.Simulation.Faults;
using TpWallet.Simulation.Schedules;

namespace TpWallet.Replication.Tests.Simulation;

/// <summary>What a standby that was away is sent, and what it makes of it.</summary>
public sealed class CatchUpTests : IDisposable
{
    // A batch takes 4 KiB.
    private const int BytesPerSecond = 100 << 10;
    private const int Missed = 1_000;
    private readonly Script _script = new(BrokenRule.None, FaultMix.None with { CatchUpBytesPerSecond = BytesPerSecond });

    public void Dispose() => _script.Dispose();

    [Fact]
    public void Standby_applies_what_is_committed_while_it_catches_up()
    {
        Miss();
        _script.UntilJoined(_script.Third, _script.First);
        var before = Status(_script.Third);

        _script.Until(() => Status(_script.Third).Committed.Sequence >= before.Committed.Sequence + (Missed / 4), "a quarter is applied");

        Assert.True(Lag() > Missed / 4UL, $"it lags by {Lag()} still");
        _script.Settle();
    }

    [Fact]
    public void Pace_is_kept_and_the_others_go_on_meanwhile()
    {
        Miss();
        _script.UntilJoined(_script.Third, _script.First);
        var before = Status(_script.Third).Tail.Sequence;
        _script.For(1_000);

        // A batch has at most four commands.
        Assert.InRange(Status(_script.Third).Tail.Sequence - before, 1UL, (4UL * BytesPerSecond / 4096) + 64);
        _script.PayAnswered(_script.First);
        Assert.True(Lag() > 64, $"it lags by {Lag()} still");
        _script.Settle();
    }

    [Fact]
    public void One_who_is_far_behind_falls_no_further_behind_however_much_is_sequenced()
    {
        Miss();
        _script.UntilJoined(_script.Third, _script.First);
        var before = Lag();

        // 400 KiB a second: four times the pace. This network's batches overtake each other, so some are sent twice.
        for (var batch = 0; batch < 100; batch++)
        {
            _script.Pay(_script.First, count: 4);
            _script.For(10);
        }

        Assert.InRange(Lag(), 0UL, before);
        _script.Settle();
    }

    private static ReplicaStatus Status(TpWallet.Simulation.Group.SimulatedNode node) => node.Process!.Replica.Status;

    private ulong Lag() => Status(_script.First).Tail.Sequence - Status(_script.Third).Tail.Sequence;

    /// <summary>The third member is away while a thousand payments are made, and comes back.</summary>
    private void Miss()
    {
        _script.Network.CutOff(_script.Third.Id, cut: true);
        _script.UntilInSync(_script.First, _script.Second);
        for (var batch = 0; batch < Missed / 4; batch++)
        {
            _script.Pay(_script.First, count: 4);
            _script.For(5);
        }

        _script.Network.CutOff(_script.Third.Id, cut: false);
    }
}
