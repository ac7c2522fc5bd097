using FsCheck;
using FsCheck.Fluent;
using TpWallet.Core.Snapshots;
using TpWallet.Core.Tests.Twin;
using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests.Snapshots;

/// <summary>An image is the state at its cut, whatever the core does while it is read; and a core restored from it is the same core.</summary>
public sealed class StateCutTests
{
    private const int Scripts = 150;
    private const ulong Seed = 20261122;

    [Fact]
    public void Restored_core_is_the_one_that_was_cut_whatever_was_done_while_the_image_was_read()
    {
        var random = Gen.Choose(0, int.MaxValue).Select(static seed => new Random(seed));
        var property = Prop.ForAll(Arb.From(Scripting.Script().Zip(random)), static run =>
        {
            var journal = Scripting.Links(Step.Furniture.Concat(run.Item1))
                .Select(static link => link.Select(static step => step.ToCommand()).ToArray())
                .ToList();
            for (var place = 3; place < journal.Count; place += 4)
            {
                journal.Insert(place, [HistoryMark(6_000, (ulong)place)]);
            }

            foreach (var id in Enumerable.Range(1, 3))
            {
                journal.Insert(run.Item2.Next(journal.Count + 1), [GrowTables(5_000 + (ulong)id, 20 * (uint)id)]);
            }

            return IsSameAfterRestore(journal, run.Item2);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Scripts).WithReplay(Seed, 1).WithEndSize(150), property);
    }

    [Fact]
    public void Cut_outlives_the_core()
    {
        var target = TestSwitch.Furnished();
        var hash = target.Core.StateHash();
        using var cut = target.Core.BeginCut(Images.Plenty);
        target.Approve(Deposit(10, 1));
        target.Dispose();

        var image = Images.ReadToEnd(cut);

        Assert.Equal((hash, cut.Length), (cut.StateHash, image.Length));
        using var restored = Images.Restore(image, out _);
        Assert.Equal(hash, restored.StateHash());
    }

    [Fact]
    public void Cut_is_given_up_when_its_memory_does_not_suffice_and_the_core_goes_on()
    {
        using var target = TestSwitch.Furnished();
        using var cut = target.Core.BeginCut(preImageBytesMax: 100);
        Assert.Throws<InvalidOperationException>(() => target.Core.BeginCut(Images.Plenty));
        target.Approve(Deposit(10, 1));

        Assert.Throws<StateCutAbandonedException>(() => Images.ReadToEnd(cut));
        Assert.True(cut.PreImageBytes <= 100);
        Assert.Throws<InvalidOperationException>(() => cut.StateHash);

        target.Approve(Deposit(11, 1));
        using var next = target.Core.BeginCut(Images.Plenty);
        Assert.Equal(cut.Length + 2 * 64, Images.ReadToEnd(next).Length);
        Assert.Equal(target.Core.StateHash(), next.StateHash);
    }

    [Fact]
    public void Cut_that_ends_early_lets_the_next_begin()
    {
        using var target = TestSwitch.Furnished();
        using (var cut = target.Core.BeginCut(Images.Plenty))
        {
            Assert.Equal(10, cut.Read(new byte[10]));
            target.Approve(Deposit(10, 1));
            Assert.True(cut.PreImageBytes > 0);
        }

        Assert.NotEmpty(Images.Of(target.Core));
    }

    [Fact]
    public void No_cut_before_the_genesis()
    {
        using var core = new SwitchCore();

        Assert.Throws<InvalidOperationException>(() => core.BeginCut(0));
    }

    [Fact]
    public void Nothing_is_allocated_for_commands_while_a_cut_is_open()
    {
        using var target = TestSwitch.Furnished(Genesis(duplicates: 100_000, authorizations: 64));
        var reply = default(Reply);
        var leanest = long.MaxValue;
        for (ulong round = 0; round < 50; round++)
        {
            using var cut = target.Core.BeginCut(Images.Plenty);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var id = 1_000 + round * 200; id < 1_200 + round * 200; id += 2)
            {
                Apply(target, Authorize(id, 1), ref reply);
                Apply(target, About(CommandKind.Void, id + 1, id), ref reply);
            }

            // A collection that another test causes takes away the rest of this thread's allocation buffer, which then counts as allocated.
            leanest = Math.Min(leanest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, leanest);
    }

    private static void Apply(TestSwitch target, in Command command, ref Reply reply)
    {
        target.Core.Apply(command, target.Core.LastSequence + 1, target.TimeMs, ref reply);
        Assert.True(reply.Result == ResultCode.Approved);
    }

    private static Command GrowTables(ulong id, uint more)
    {
        var command = Of(CommandKind.GrowTables, id, participant: 0, byOperator: true);
        command.TableSizes = new TableSizesBody
        {
            Accounts = 64 + more,
            OpenAuthorizations = 12 + more,
            DuplicateEntries = 10 + more,
            Participants = 16 + more,
            Instruments = 16 + more,
        };
        return command;
    }

    private static bool IsSameAfterRestore(List<Command[]> journal, Random random)
    {
        using var target = new TestSwitch { TermsMayTighten = true };
        target.Send(Genesis(authorizations: 12, duplicates: 20));
        var cutAt = random.Next(journal.Count);
        Run(target, journal[..cutAt]);
        var (hash, timeMs) = (target.Core.StateHash(), target.TimeMs);
        using var cut = target.Core.BeginCut(Images.Plenty);
        var image = new MemoryStream();
        target.Postings.Clear();
        var replies = new List<Reply>();
        foreach (var link in journal[cutAt..])
        {
            replies.AddRange(Run(target, [link]));
            var piece = new byte[random.Next(6) switch { 0 => 1, 1 => 20_000, < 4 => random.Next(200), _ => 0 }];
            image.Write(piece, 0, cut.Read(piece));
        }

        image.Write(Images.ReadToEnd(cut, random.Next(1, 5_000)));
        using var restored = new TestSwitch(Images.Restore(image.ToArray(), out var restoredHash)) { TermsMayTighten = true, TimeMs = timeMs };
        var isSame = image.Length == cut.Length && cut.StateHash == hash && restoredHash == hash && restored.Core.StateHash() == hash
            && restored.Core.LastSequence == cut.Sequence;
        isSame &= replies.SequenceEqual(Run(restored, journal[cutAt..])) && target.Postings.SequenceEqual(restored.Postings)
            && restored.Core.StateHash() == target.Core.StateHash() && restored.Core.NextDeadlineMs == target.Core.NextDeadlineMs;
        return isSame && EndedAlike(target, restored);
    }

    /// <summary>Whatever deadlines still run, run out in the same order.</summary>
    private static bool EndedAlike(TestSwitch left, TestSwitch right)
    {
        left.TimeMs = right.TimeMs = left.TimeMs + CommandLimits.DisputeSecondsMax * 1000L;
        left.Send(Tick(9_999, 0));
        right.Send(Tick(9_999, 0));
        return left.Postings.SequenceEqual(right.Postings) && left.Core.StateHash() == right.Core.StateHash();
    }

    private static List<Reply> Run(TestSwitch target, IEnumerable<Command[]> journal)
    {
        var replies = new List<Reply>();
        foreach (var commands in journal)
        {
            target.TimeMs += 600_000;
            replies.AddRange(commands.Length > 1 ? target.SendChain(commands) : [target.Send(commands[0])]);
        }

        return replies;
    }
}
