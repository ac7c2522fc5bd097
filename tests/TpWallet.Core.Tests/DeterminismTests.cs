using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

public sealed class DeterminismTests
{
    private const int Seed = 20261122;

    [Fact]
    public void Two_cores_give_identical_replies_postings_and_hash()
    {
        using var left = TestSwitch.Furnished();
        using var right = TestSwitch.Furnished();

        Assert.Equal(RandomLife(left), RandomLife(right));
        Assert.Equal(left.Postings, right.Postings);
        Assert.Equal(left.Core.StateHash(), right.Core.StateHash());
    }

    [Fact]
    public void State_hash_does_not_depend_on_capacity_but_on_everything_known()
    {
        using var small = TestSwitch.Furnished();
        using var large = TestSwitch.Furnished(Genesis(accounts: 5_000, authorizations: 9_000, duplicates: 7_777));
        RandomLife(small);
        RandomLife(large);
        Assert.Equal(small.Core.StateHash(), large.Core.StateHash());

        small.Send(Payment(CommandKind.Purchase, 77_777, 1));
        large.Send(Payment(CommandKind.Purchase, 77_778, 1));
        Assert.NotEqual(small.Core.StateHash(), large.Core.StateHash());
    }

    [Fact]
    public void A_skipped_sequence_stops_the_core()
    {
        using var target = TestSwitch.Furnished();
        var reply = default(Reply);

        Assert.Throws<InvalidOperationException>(() => target.Core.Apply(Authorize(10, 1), target.Core.LastSequence + 2, 0, ref reply));
    }

    private static List<Reply> RandomLife(TestSwitch target)
    {
        var random = new Random(Seed);
        var replies = new List<Reply>();
        for (var step = 0; step < 300; step++)
        {
            target.TimeMs += random.Next(1000);
            var id = 100 + (ulong)random.Next(60);
            replies.Add(target.Send(random.Next(4) switch
            {
                0 => Authorize(id, random.Next(1, 10_00)),
                1 => About(CommandKind.Capture, id, 100 + (ulong)random.Next(60)),
                2 => About(CommandKind.Void, id, 100 + (ulong)random.Next(60)),
                _ => Payment(CommandKind.Purchase, id, random.Next(1, 5_00)),
            }));
        }

        return replies;
    }
}
