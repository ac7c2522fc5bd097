using TpWallet.Server.Engine.Group;

namespace TpWallet.Server.Tests.Engine.Group;

public sealed class ViewStoreOutageTests : IProgress<string>
{
    private const string Refused = "the view store doesn't answer: refused; trying again";
    private const string TooLate = "the view store doesn't answer: too late; trying again";
    private const string Again = "the view store answers again";
    private readonly List<string> _lines = [];
    private readonly ManualTime _time = new();
    private readonly ViewStoreOutage _outage;

    public ViewStoreOutageTests() => _outage = new ViewStoreOutage(this, _time);

    void IProgress<string>.Report(string value) => _lines.Add(value);

    [Fact]
    public void An_outage_is_told_once_and_again_every_thirty_seconds()
    {
        FailFor(TimeSpan.FromSeconds(30), "refused");
        Assert.Equal([Refused], _lines);

        FailFor(TimeSpan.FromSeconds(60), "refused");
        Assert.Equal([Refused, Refused, Refused], _lines);
    }

    [Fact]
    public void Another_reason_is_told_at_once()
    {
        FailFor(TimeSpan.FromSeconds(1), "refused");
        FailFor(TimeSpan.FromSeconds(1), "too late");

        Assert.Equal([Refused, TooLate], _lines);
    }

    [Fact]
    public void Reasons_that_alternate_are_told_once_each()
    {
        for (var turn = 0; turn < 20; turn++)
        {
            FailFor(TimeSpan.FromMilliseconds(200), turn % 2 == 0 ? "refused" : "too late");
        }

        Assert.Equal([Refused, TooLate], _lines);
    }

    [Fact]
    public void The_end_of_an_outage_is_told_once_and_the_next_one_at_once()
    {
        FailFor(TimeSpan.FromSeconds(1), "refused");
        _outage.Answered();
        _outage.Answered();
        FailFor(TimeSpan.FromSeconds(1), "refused");

        Assert.Equal([Refused, Again, Refused], _lines);
    }

    [Fact]
    public void A_store_that_answers_is_not_mentioned()
    {
        _outage.Answered();

        Assert.Empty(_lines);
    }

    private void FailFor(TimeSpan time, string reason)
    {
        var step = TimeSpan.FromMilliseconds(200);
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            _outage.Failed(reason);
            _time.Advance(step);
        }
    }
}
