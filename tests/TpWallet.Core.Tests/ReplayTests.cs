using FsCheck;
using FsCheck.Fluent;
using TpWallet.Core.Tests.Twin;
using TpWallet.Messages;

namespace TpWallet.Core.Tests;

/// <summary>The same journal gives the same replies, postings and state, on another core and on one that begins in the middle again.</summary>
public sealed class ReplayTests
{
    private const int Scripts = 150;
    private const ulong Seed = 20261122;

    [Fact]
    public void Same_journal_same_replies_postings_and_state()
    {
        var property = Prop.ForAll(Arb.From(Scripting.Script(), Scripting.Shrink), static script =>
        {
            var journal = Scripting.Links(Step.Furniture.Concat(script)).ToArray();
            using var first = NewSwitch(authorizations: 64);
            var (replies, hashes) = Run(first, journal);
            using var second = NewSwitch(authorizations: 200);
            var (repliesAgain, hashesAgain) = Run(second, journal);

            // A core that lost its state applies the journal's first half again, then goes on.
            using var recovered = NewSwitch(authorizations: 64);
            Run(recovered, journal[..(journal.Length / 2)]);
            var isSame = recovered.Core.StateHash() == hashes[Math.Max(0, journal.Length / 2 - 1)];
            recovered.Postings.Clear();
            var (rest, _) = Run(recovered, journal[(journal.Length / 2)..]);
            isSame &= recovered.Core.StateHash() == first.Core.StateHash();

            return isSame && replies.SequenceEqual(repliesAgain) && hashes.SequenceEqual(hashesAgain) && first.Postings.SequenceEqual(second.Postings)
                && replies.TakeLast(rest.Count).SequenceEqual(rest)
                    && first.Postings.TakeLast(recovered.Postings.Count).SequenceEqual(recovered.Postings);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Scripts).WithReplay(Seed, 1).WithEndSize(150), property);
    }

    private static TestSwitch NewSwitch(uint authorizations)
    {
        var target = new TestSwitch { TermsMayTighten = true };
        target.Send(Requests.Genesis(authorizations: authorizations));
        return target;
    }

    private static (List<Reply> Replies, List<string> Hashes) Run(TestSwitch target, IEnumerable<Step[]> journal)
    {
        var (replies, hashes) = (new List<Reply>(), new List<string>());
        foreach (var link in journal)
        {
            target.TimeMs += link.Sum(static step => step.Minutes) * 60_000L;
            var commands = link.Select(static step => step.ToCommand()).ToArray();
            replies.AddRange(commands.Length > 1 ? target.SendChain(commands) : [target.Send(commands[0])]);
            hashes.Add(target.Core.StateHash());
        }

        return (replies, hashes);
    }
}
