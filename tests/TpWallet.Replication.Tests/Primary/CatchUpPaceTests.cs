using TpWallet.Replication.Primary;

namespace TpWallet.Replication.Tests.Primary;

public sealed class CatchUpPaceTests
{
    private readonly CatchUpPace _pace = new(bytesPerSecond: 100_000, nowMs: 1_000);

    [Fact]
    public void Nothing_goes_before_time_has_passed() => Assert.False(_pace.IsOpen);

    [Fact]
    public void Fills_with_time_and_bears_one_batch_too_many()
    {
        _pace.Fill(1_010);
        Assert.True(_pace.IsOpen);

        _pace.OnSent(1_500);
        Assert.False(_pace.IsOpen);
        _pace.Fill(1_015);
        Assert.False(_pace.IsOpen);
        _pace.Fill(1_016);
        Assert.True(_pace.IsOpen);
    }

    [Fact]
    public void Long_silence_is_not_made_good_at_once()
    {
        _pace.Fill(60_000);
        _pace.OnSent(5_000);

        Assert.False(_pace.IsOpen);
    }

    [Fact]
    public void Twice_what_is_sequenced_may_go()
    {
        _pace.OnSequenced(1_000);
        _pace.OnSent(1_999);
        Assert.True(_pace.IsOpen);

        _pace.OnSent(1);
        Assert.False(_pace.IsOpen);
    }

    [Fact]
    public void Batch_beyond_the_burst_is_earned_twice_too()
    {
        _pace.OnSequenced(20_000);
        _pace.OnSent(39_999);

        Assert.True(_pace.IsOpen);
    }

    [Fact]
    public void Small_steps_of_time_add_up()
    {
        var slow = new CatchUpPace(bytesPerSecond: 500, nowMs: 0);
        slow.Fill(1);
        Assert.False(slow.IsOpen);
        slow.Fill(2);
        Assert.True(slow.IsOpen);
    }
}
