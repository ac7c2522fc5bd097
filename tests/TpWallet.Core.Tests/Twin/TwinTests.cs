using FsCheck;
using FsCheck.Fluent;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>The core and its naive twin answer alike, whatever the commands.</summary>
public sealed class TwinTests
{
    private const int Scripts = 3_000;
    private const ulong Seed = 20261122;

    private static readonly CommandKind[] Kinds =
    [
        CommandKind.OpenAccount, CommandKind.Deposit, CommandKind.Authorize, CommandKind.Capture, CommandKind.Void,
        CommandKind.Purchase, CommandKind.BalanceInquiry, CommandKind.StatusInquiry, CommandKind.AddParticipant,
    ];

    private static readonly long[] Amounts = [0, -1, 1, 7, 40, 60, 100, CommandLimits.AmountMax];

    [Fact]
    public void Core_and_naive_twin_answer_alike()
    {
        var property = Prop.ForAll(Arb.From(ScriptGen(), Shrink), static script => FirstDifference(script) is not { } difference
            ? Prop.ToProperty(true)
            : Prop.Label(false, $"{difference}{Environment.NewLine}{string.Join(Environment.NewLine, script)}"));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Scripts).WithReplay(Seed, 1).WithEndSize(120), property);
    }

    /// <summary>A script that a failing run printed is pasted here to keep it.</summary>
    [Fact]
    public void Scripts_that_once_failed_pass()
    {
        Assert.Null(FirstDifference(
        [
            new(CommandKind.Authorize, 1, 0, 1, 2, 60, 1, 0),
            new(CommandKind.Capture, 2, 1, 0, 0, 40, 1, 0),
            new(CommandKind.Void, 3, 1, 0, 0, 0, 1, 0),
        ]));
    }

    private static string? FirstDifference(IReadOnlyList<Step> script)
    {
        using var target = new TestSwitch();
        target.Send(Requests.Genesis());
        var twin = new NaiveSwitch();
        foreach (var step in Step.Furniture.Concat(script))
        {
            target.TimeMs += step.Minutes * 60_000L;
            var command = step.ToCommand();
            var expected = twin.Apply(command, target.TimeMs);
            var actual = Expected.Of(target.Send(command));
            if (expected != actual)
            {
                return $"{step} answered {actual}, expected {expected}";
            }
        }

        return DifferenceOfBalances(target, twin);
    }

    private static string? DifferenceOfBalances(TestSwitch target, NaiveSwitch twin)
    {
        foreach (var (number, account) in twin.Accounts)
        {
            var actual = target.Send(Requests.Balance(1, number, account.Participant));
            if (actual.Amount != account.Posted || actual.Available != account.Available)
            {
                return $"account {number} holds {actual.Amount}/{actual.Available}, expected {account.Posted}/{account.Available}";
            }
        }

        return null;
    }

    private static Gen<IReadOnlyList<Step>> ScriptGen()
    {
        var step =
            from kind in Gen.Elements(Kinds)
            from id in Gen.Choose(0, 24)
            from original in Gen.Choose(0, 24)
            from account in Gen.Choose(0, 9)
            from counterparty in Gen.Choose(0, 9)
            from amount in Gen.Elements(Amounts)
            from participant in Gen.Frequency((12, Gen.Constant(1)), (3, Gen.Constant(2)), (1, Gen.Elements(0, 3)))
            from minutes in Gen.Frequency((20, Gen.Constant(0)), (1, Gen.Choose(1, 8 * 24 * 60)))
            select new Step(kind, id, original, account, counterparty, amount, participant, minutes);
        return Gen.ListOf(step).Select(static steps => (IReadOnlyList<Step>)[.. steps]);
    }

    private static IEnumerable<IReadOnlyList<Step>> Shrink(IReadOnlyList<Step> script)
    {
        for (var length = script.Count / 2; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= script.Count; start += length)
            {
                yield return [.. script.Take(start), .. script.Skip(start + length)];
            }
        }
    }
}
