using TpWallet.Replication.Primary;

namespace TpWallet.Replication.Tests.Primary;

public sealed class SequencingClockTests
{
    private readonly SequencingClock _clock = new(maxJumpMs: 1_000);

    [Fact]
    public void Clock_that_runs_with_the_steady_one_is_accepted()
    {
        Assert.True(_clock.Accepts(50_000, steadyMs: 0, tailTimeMs: 0));
        Assert.True(_clock.Accepts(3_650_900, steadyMs: 3_600_000, tailTimeMs: 50_000));
    }

    [Theory]
    [InlineData(51_101)]
    [InlineData(49_099)]
    public void Clock_that_jumps_is_refused_until_it_comes_back(long jumpedMs)
    {
        Assert.True(_clock.Accepts(50_000, steadyMs: 0, tailTimeMs: 0));

        Assert.False(_clock.Accepts(jumpedMs, steadyMs: 100, tailTimeMs: 0));
        Assert.True(_clock.Accepts(50_200, steadyMs: 200, tailTimeMs: 0));
    }

    [Fact]
    public void Clock_that_stands_far_behind_the_log_is_refused()
    {
        Assert.False(_clock.Accepts(50_000, steadyMs: 0, tailTimeMs: 51_001));
        Assert.True(_clock.Accepts(50_000, steadyMs: 0, tailTimeMs: 51_000));
    }

    [Fact]
    public void Clock_that_an_operator_accepts_is_the_new_measure()
    {
        Assert.True(_clock.Accepts(50_000, steadyMs: 0, tailTimeMs: 0));
        _clock.Accept(90_000, steadyMs: 0);

        Assert.True(_clock.Accepts(90_010, steadyMs: 10, tailTimeMs: 50_000));
    }
}
