using TpWallet.Client.FailOver;

namespace TpWallet.Client.Tests.FailOver;

public sealed class SilenceWatchTests
{
    private readonly SilenceWatch _watch = new(timeout: 1_000);

    [Fact]
    public void Silent_primary_is_asked_after_half_the_time_and_gone_after_the_other_half()
    {
        Assert.Equal(PrimarySign.Alive, _watch.Look(now: 499, lastReceived: 0, owesAnswers: true));
        Assert.Equal(PrimarySign.Silent, _watch.Look(500, 0, owesAnswers: true));
        Assert.Equal(PrimarySign.Alive, _watch.Look(999, 0, owesAnswers: true));
        Assert.Equal(PrimarySign.Gone, _watch.Look(1_000, 0, owesAnswers: true));
    }

    [Fact]
    public void Primary_that_answers_when_asked_stays()
    {
        for (var now = 500; now < 10_000; now += 600)
        {
            Assert.Equal(PrimarySign.Silent, _watch.Look(now, now - 550, owesAnswers: true));
            Assert.Equal(PrimarySign.Alive, _watch.Look(now + 10, now + 5, owesAnswers: true));
        }
    }

    [Fact]
    public void Silence_without_requests_means_nothing_and_is_not_held_against_the_next_one()
    {
        Assert.Equal(PrimarySign.Alive, _watch.Look(60_000, 0, owesAnswers: false));
        Assert.Equal(PrimarySign.Silent, _watch.Look(60_100, 0, owesAnswers: true));
        Assert.Equal(PrimarySign.Alive, _watch.Look(60_200, 60_150, owesAnswers: true));
    }

    [Fact]
    public void Client_that_was_itself_stopped_asks_before_it_judges() =>
        Assert.Equal(PrimarySign.Silent, _watch.Look(1_000_000, 0, owesAnswers: true));
}
