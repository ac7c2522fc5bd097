using FsCheck;
using FsCheck.Fluent;
using TpWallet.Messages;
using Xunit.Abstractions;

namespace TpWallet.Core.Tests.Twin;

/// <summary>The core and its naive twin answer alike, whatever the commands.</summary>
public sealed class TwinTests(ITestOutputHelper output)
{
    private const int Scripts = 2_000;
    private const int Everything = 1_024;
    private const ulong Seed = 20261122;

    [Theory]
    [InlineData(Everything)]
    [InlineData(24)]
    [InlineData(6)]
    public void Core_and_naive_twin_answer_alike(int remembered)
    {
        var longer = Environment.GetEnvironmentVariable("TPWALLET_LONG") == "1" ? 50 : 1;
        var answers = new SortedDictionary<(CommandKind Kind, ResultCode Result), int>();
        var property = Prop.ForAll(Arb.From(Scripting.Script(), Scripting.Shrink), script =>
            FirstDifference(script, remembered, answers) is not { } difference
            ? Prop.ToProperty(true)
            : Prop.Label(false, $"{difference}{Environment.NewLine}{string.Join(Environment.NewLine, script)}"));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Scripts * longer).WithReplay(Seed, 1).WithEndSize(160), property);

        output.WriteLine(string.Join(Environment.NewLine, answers));
        var forgets = remembered < Everything;
        var neverApproved = Scripting.AllKinds.Where(kind => !answers.ContainsKey((kind, ResultCode.Approved))).ToArray();
        Assert.True(neverApproved.Length <= (forgets ? 1 : 0), $"No script had {string.Join(", ", neverApproved)} approved.");
        Assert.Equal(forgets, answers.Keys.Any(static key => key.Result == ResultCode.HistoryBehind));
        Assert.Equal(forgets, answers.Keys.Any(static key => key is { Kind: CommandKind.StatusInquiry, Result: ResultCode.OutsideWindow }));
        Assert.Contains(answers.Keys, static key => key.Result == ResultCode.RequestIdInFuture);
    }

    /// <summary>A script that a failing run printed is pasted here to keep it.</summary>
    [Fact]
    public void Scripts_that_once_failed_pass()
    {
        Assert.Null(FirstDifference(
        [
            new(CommandKind.Authorize, 1, 0, 1, 2, 60, 1),
            new(CommandKind.Capture, 2, 1, 0, 0, 40, 1),
            new(CommandKind.Void, 3, 1, 0, 0, 0, 1),
        ]));
    }

    private static string? FirstDifference(IReadOnlyList<Step> script, int remembered = Everything,
        SortedDictionary<(CommandKind Kind, ResultCode Result), int>? answers = null)
    {
        using var target = new TestSwitch { TermsMayTighten = true };
        target.Send(Requests.Genesis(authorizations: 256, duplicates: (uint)remembered));
        var twin = new NaiveSwitch(remembered);
        foreach (var (index, link) in Scripting.Links(Step.Furniture.Concat(script)).Index())
        {
            if (remembered < Everything && index % 3 == 0)
            {
                // History keeps up, so that the furniture finds room.
                var mark = Requests.HistoryMark(8_000, target.Core.LastSequence);
                Assert.Equal(twin.Apply(mark, target.TimeMs), Expected.Of(target.Send(mark)));
            }

            target.TimeMs += link.Sum(static step => step.Minutes) * 60_000L;
            var commands = link.Select(static step => step.ToCommand()).ToArray();
            var isChain = commands.Length > 1;
            var expected = isChain ? twin.ApplyChain(commands, target.TimeMs) : [twin.Apply(commands[0], target.TimeMs)];
            var replies = isChain ? target.SendChain(commands) : [target.Send(commands[0])];
            foreach (var (step, reply, answer) in link.Zip(replies, expected))
            {
                if (answers is not null)
                {
                    answers[(step.Kind, reply.Result)] = answers.GetValueOrDefault((step.Kind, reply.Result)) + 1;
                }

                if (Expected.Of(reply) != answer)
                {
                    return $"{step} answered {Expected.Of(reply)}, expected {answer}";
                }
            }
        }

        return DifferenceOfBalances(target, twin);
    }

    private static string? DifferenceOfBalances(TestSwitch target, NaiveSwitch twin)
    {
        foreach (var account in twin.Accounts)
        {
            var actual = target.Send(Requests.Balance(1, account.Number, account.Participant));
            if (actual.Amount != account.Posted || actual.Available != account.Available)
            {
                return $"account {account.Number} holds {actual.Amount}/{actual.Available}, expected {account.Posted}/{account.Available}";
            }
        }

        return null;
    }
}
