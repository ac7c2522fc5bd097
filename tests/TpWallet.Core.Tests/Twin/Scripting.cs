using FsCheck;
using FsCheck.Fluent;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>Random scripts: mostly payments that name each other, among all that may be set; some of it nonsense.</summary>
internal static class Scripting
{
    private static readonly CommandKind[] Payments =
    [
        CommandKind.Authorize, CommandKind.Authorize, CommandKind.Purchase, CommandKind.Transfer, CommandKind.Deposit, CommandKind.Withdrawal,
    ];

    private static readonly CommandKind[] SecondPhases =
    [
        CommandKind.Capture, CommandKind.Capture, CommandKind.IncrementAuthorization, CommandKind.Void, CommandKind.Reversal, CommandKind.Refund,
    ];

    private static readonly CommandKind[] Rare =
    [
        CommandKind.Chargeback, CommandKind.Chargeback, CommandKind.Chargeback, CommandKind.Chargeback, CommandKind.Chargeback,
        CommandKind.Representment, CommandKind.Representment, CommandKind.ResolveForMerchant, CommandKind.ResolveForMerchant,
        CommandKind.ResolveForMerchant, CommandKind.ResolveForPayer, CommandKind.ResolveForPayer,
        CommandKind.OpenQuote, CommandKind.Exchange, CommandKind.Tick, CommandKind.Tick, CommandKind.HistoryMark, CommandKind.HistoryMark,
        CommandKind.BalanceInquiry, CommandKind.StatusInquiry,
    ];

    private static readonly CommandKind[] Settings =
    [
        CommandKind.AddParticipant, CommandKind.SetParticipantRights, CommandKind.SetPositionCap, CommandKind.SetFee, CommandKind.SetBusinessDate,
        CommandKind.SetCaptureTolerance, CommandKind.SetTierLimit, CommandKind.SetTierLimit, CommandKind.SetColdStart, CommandKind.OpenAccount,
        CommandKind.SetAccountStatus, CommandKind.SetAccountTerms, CommandKind.SetAccountTerms, CommandKind.BindInstrument, CommandKind.SetInstrument,
    ];

    private static readonly long[] Amounts = [0, 0, -1, 1, 7, 7, 20, 20, 40, 40, 60, 100, 150, CommandLimits.AmountMax, CommandLimits.AmountMax + 1];

    private static readonly CommandFlags[] Flags =
    [
        CommandFlags.AllowPartialApproval, CommandFlags.MoreCapturesFollow, CommandFlags.MoreCapturesFollow, CommandFlags.ByInstrument,
            CommandFlags.Linked,
        CommandFlags.Unlinked, CommandFlags.Operator, CommandFlags.Linked | CommandFlags.MoreCapturesFollow,
    ];

    public static IEnumerable<CommandKind> AllKinds => Payments.Concat(SecondPhases).Concat(Rare).Concat(Settings).Distinct();

    public static Gen<IReadOnlyList<Step>> Script()
    {
        var kinds = Gen.Frequency(
            (6, Gen.Elements(Payments)), (8, Gen.Elements(SecondPhases)), (6, Gen.Elements(Rare)), (2, Gen.Elements(Settings)));
        var step =
            from kind in kinds
            from id in Gen.Choose(0, 60)
            from original in Gen.Choose(0, 60)
            from account in Accounts(kind, isPayee: false)
            from counterparty in Accounts(kind, isPayee: true)
            from amount in Gen.Elements(Amounts)
            from participant in Gen.Frequency((20, Gen.Constant(1)), (5, Gen.Constant(2)), (1, Gen.Elements(0, 3)))
            from minutes in Gen.Frequency((12, Gen.Constant(0)), (3, Gen.Choose(1, 200)), (1, Gen.Choose(1, 60 * 24 * 60)))
            from flags in Gen.Frequency((7, Gen.Constant(CommandFlags.None)), (4, FlagsOf(kind)), (1, Gen.Elements(Flags)))
            from extra in Gen.Choose(0, 5)
            select new Step(kind, id, original, account, counterparty, amount, participant, minutes, flags, extra);
        return Gen.ListOf(step).Select(static steps => (IReadOnlyList<Step>)Connect([.. steps]));
    }

    /// <summary>Makes the steps meet: fresh request ids but for some repeats and conflicts, and originals that were sent before.</summary>
    private static List<Step> Connect(IReadOnlyList<Step> steps)
    {
        var script = new List<Step>();
        foreach (var step in steps)
        {
            var isRepeat = step.Id == 60 && script.Count > 0;
            script.Add(isRepeat ? script[^(1 + step.Original % Math.Min(script.Count, 6))]
                : WithOriginal(script, step.Id % 12 == 0 ? step : step with { Id = 100 + script.Count }));
        }

        return script;
    }

    private static Step WithOriginal(List<Step> script, Step step)
    {
        if (step.Original % 10 == 0 || (step.Flags & CommandFlags.Unlinked) != 0)
        {
            return step with { Original = step.Kind == CommandKind.Refund ? 0 : step.Original };
        }

        var candidates = script.Where(earlier => step.Kind switch
        {
            CommandKind.Exchange => earlier.Kind == CommandKind.OpenQuote,
            CommandKind.Chargeback => earlier.Kind is CommandKind.Purchase or CommandKind.Authorize,
            CommandKind.Representment or CommandKind.ResolveForMerchant or CommandKind.ResolveForPayer => earlier.Kind == CommandKind.Chargeback,
            _ => SecondPhases.Contains(step.Kind) && earlier.Kind is CommandKind.Authorize or CommandKind.Purchase,
        }).ToArray();
        if (candidates.Length == 0)
        {
            return step;
        }

        var original = candidates[^(1 + step.Original % Math.Min(candidates.Length, 4))];
        return step with { Original = original.Kind == CommandKind.Chargeback ? original.Original : original.Id, Participant = original.Participant };
    }

    /// <summary>Ever shorter scripts; then the same with ever simpler steps.</summary>
    public static IEnumerable<IReadOnlyList<Step>> Shrink(IReadOnlyList<Step> script)
    {
        for (var length = script.Count / 2; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= script.Count; start += length)
            {
                yield return [.. script.Take(start), .. script.Skip(start + length)];
            }
        }

        for (var index = 0; index < script.Count; index++)
        {
            var step = script[index];
            foreach (var simpler in new[] { step with { Minutes = 0 }, step with { Flags = CommandFlags.None }, step with { Extra = 0 } })
            {
                if (simpler != step)
                {
                    yield return [.. script.Take(index), simpler, .. script.Skip(index + 1)];
                }
            }
        }
    }

    /// <summary>Cuts a script into what is sent at once: single commands, and chains.</summary>
    public static IEnumerable<Step[]> Links(IEnumerable<Step> script)
    {
        var chain = new List<Step>();
        foreach (var step in script)
        {
            chain.Add(step);
            if ((step.Flags & CommandFlags.Linked) == 0)
            {
                yield return [.. chain];
                chain.Clear();
            }
        }

        foreach (var step in chain)
        {
            yield return [step];
        }
    }

    /// <summary>Accounts that make sense for a kind, mostly.</summary>
    private static Gen<int> Accounts(CommandKind kind, bool isPayee)
    {
        var sensible = (kind, isPayee) switch
        {
            (CommandKind.Authorize or CommandKind.Purchase or CommandKind.Refund, true) => Gen.Elements(2, 2, 7),
            (CommandKind.Authorize or CommandKind.Purchase or CommandKind.Refund, false) => Gen.Elements(1, 1, 6),
            (CommandKind.Deposit, false) => Gen.Elements(1, 6, 5, 2, 4),
            (CommandKind.Deposit or CommandKind.Withdrawal, true) => Gen.Elements(3, 3, 11),
            (CommandKind.Withdrawal, false) => Gen.Elements(1, 2),
            (CommandKind.Transfer, true) => Gen.Elements(6, 6, 1),
            (CommandKind.Transfer, false) => Gen.Constant(1),
            (CommandKind.OpenAccount, true) => Gen.Constant(0),
            (CommandKind.SetTierLimit, false) => Gen.Elements(1, 1, 2),
            (CommandKind.OpenQuote, _) => Gen.Constant(8),
            (CommandKind.SetAccountStatus or CommandKind.SetAccountTerms or CommandKind.BindInstrument, false) => Gen.Elements(1, 1, 2, 5, 8),
            (CommandKind.Exchange, false) => Gen.Constant(1),
            (CommandKind.Exchange, true) => Gen.Constant(4),
            (CommandKind.Chargeback, true) => Gen.Elements(0, 2, 10),
            _ => Gen.Choose(0, Step.AccountsMax),
        };
        return Gen.Frequency((9, sensible), (1, Gen.Choose(0, Step.AccountsMax + 1)));
    }

    private static Gen<CommandFlags> FlagsOf(CommandKind kind) => kind switch
    {
        CommandKind.Authorize or CommandKind.Purchase =>
            Gen.Elements(CommandFlags.AllowPartialApproval, CommandFlags.ByInstrument,
                CommandFlags.AllowPartialApproval | CommandFlags.ByInstrument, CommandFlags.Linked),
        CommandKind.IncrementAuthorization => Gen.Elements(CommandFlags.AllowPartialApproval, CommandFlags.Linked),
        CommandKind.Capture => Gen.Elements(CommandFlags.MoreCapturesFollow, CommandFlags.MoreCapturesFollow, CommandFlags.Linked),
        CommandKind.Refund => Gen.Elements(CommandFlags.Unlinked, CommandFlags.Linked),
        CommandKind.Transfer => Gen.Elements(CommandFlags.ByInstrument, CommandFlags.Operator, CommandFlags.Linked),
        CommandKind.Void or CommandKind.Reversal or CommandKind.Deposit or CommandKind.Withdrawal or CommandKind.Exchange =>
            Gen.Constant(CommandFlags.Linked),
        _ => Gen.Constant(CommandFlags.None),
    };
}
