using TpWallet.Replication.Log;

namespace TpWallet.Replication.Tests.Log;

public sealed class DurableTailTests
{
    [Fact]
    public void Position_follows_the_tickets()
    {
        var tail = new DurableTail();
        tail.Track(3, new LogPosition(10, default));
        tail.Track(5, new LogPosition(20, default));

        Assert.False(tail.Advance(2));
        Assert.True(tail.Advance(4));
        Assert.Equal(10UL, tail.Position.Sequence);
        Assert.True(tail.Advance(9));
        Assert.Equal(20UL, tail.Position.Sequence);
    }

    [Fact]
    public void Restart_forgets_what_was_durable_until_its_own_ticket_is_through()
    {
        var tail = new DurableTail();
        tail.Track(3, new LogPosition(10, default));
        tail.Track(5, new LogPosition(20, default));
        tail.Advance(3);

        tail.Restart(6, new LogPosition(8, default));

        Assert.False(tail.IsKnown);
        Assert.False(tail.Advance(5));
        Assert.True(tail.Advance(6));
        Assert.Equal(8UL, tail.Position.Sequence);
    }
}
