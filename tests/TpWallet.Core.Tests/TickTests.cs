using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

public sealed class TickTests
{
    [Fact]
    public void Deadlines_are_acted_on_in_order_the_older_request_first()
    {
        using var target = TestSwitch.Furnished();
        (ulong Id, uint Seconds)[] holds = [(10, 30), (11, 10), (12, 20), (13, 10), (14, 40), (15, 20)];
        foreach (var (id, seconds) in holds)
        {
            target.Approve(Authorize(id, 1_00, holdSeconds: seconds));
        }

        target.Approve(About(CommandKind.Void, 20, 12));
        target.TimeMs += 30_000;
        target.Postings.Clear();
        var reply = target.Approve(Tick(21, 0));

        Assert.Equal(4, reply.Amount);
        Assert.Equal([Id(11), Id(13), Id(15), Id(10)], target.Postings.Select(static posting => posting.Reference));
        Assert.Equal(target.TimeMs + 10_000, target.Core.NextDeadlineMs);
    }

    [Fact]
    public void One_tick_does_bounded_work_and_the_next_goes_on()
    {
        using var target = TestSwitch.Furnished(Genesis(authorizations: 1_000));
        for (ulong id = 0; id < 600; id++)
        {
            target.Approve(Authorize(1_000 + id, 1, holdSeconds: 1 + (uint)(id * 7 % 5)));
        }

        target.TimeMs += 5_000;
        var acted = Enumerable.Range(0, 4).Select(_ => target.Approve(Tick(5_000, 0)).Amount).ToArray();

        Assert.Equal([256, 256, 88, 0], acted);
        Assert.Equal((long.MaxValue, 0U), (target.Core.NextDeadlineMs, target.Core.Usage.OpenAuthorizations));
        Assert.Equal((100_00, 100_00), target.BalanceOf(Wallet));
    }

    [Fact]
    public void Deadlines_survive_every_order_of_coming_and_going()
    {
        const int seed = 20261122;
        var random = new Random(seed);
        using var target = TestSwitch.Furnished(Genesis(authorizations: 300, duplicates: 20_000));
        var open = new SortedSet<(long DeadlineMs, ulong Id)>();
        for (ulong id = 1_000; id < 4_000; id++)
        {
            target.TimeMs += random.Next(400);
            if (random.Next(3) > 0 && open.Count < 250)
            {
                var seconds = (uint)random.Next(1, 200);
                target.Approve(Authorize(id, 1, holdSeconds: seconds));
                open.Add((target.TimeMs + seconds * 1000L, id));
            }
            else if (open.Count > 0 && random.Next(2) == 0)
            {
                var gone = open.ElementAt(random.Next(open.Count));
                open.Remove(gone);
                target.Approve(About(CommandKind.Void, id, gone.Id));
            }
            else
            {
                var due = open.TakeWhile(deadline => deadline.DeadlineMs <= target.TimeMs).ToArray();
                target.Postings.Clear();
                target.Approve(Tick(id, 0));
                Assert.Equal(due.Select(static deadline => Id(deadline.Id)), target.Postings.Select(static posting => posting.Reference));
                open.ExceptWith(due);
            }

            Assert.Equal(open.Count == 0 ? long.MaxValue : open.Min.DeadlineMs, target.Core.NextDeadlineMs);
        }
    }
}
