using TpWallet.Messages;

namespace TpWallet.Core;

/// <summary>What is true of a kind of command before its body is looked at. Exhaustive: a kind without traits fails the build.</summary>
internal readonly record struct CommandTraits
{
    private static readonly CommandTraits[] ByKind = Tabulate();

    /// <summary>Whether the kind is one of the switch's.</summary>
    public bool IsKnown { get; private init; }

    /// <summary>The flags that have a meaning.</summary>
    public CommandFlags Flags { get; private init; }

    /// <summary>Whether only an operator may send it.</summary>
    public bool IsOperatorsAlone { get; private init; }

    /// <summary>Whether it concerns the switch itself and so acts for no participant.</summary>
    public bool IsOfTheSwitch { get; private init; }

    /// <summary>Whether its answer is kept and its request id used up.</summary>
    public bool IsRemembered { get; private init; }

    /// <summary>Whether it may be part of a chain.</summary>
    public bool IsLinkable => (Flags & CommandFlags.Linked) != 0;

    private bool OperatorMayLackParticipant { get; init; }

    public static CommandTraits Of(CommandKind kind) => (int)kind < ByKind.Length ? ByKind[(int)kind] : default;

    public bool MayLackParticipant(bool byOperator) => IsOfTheSwitch || (OperatorMayLackParticipant && byOperator);

    private static CommandTraits[] Tabulate()
    {
        var kinds = Enum.GetValues<CommandKind>();
        var traits = new CommandTraits[(int)kinds.Max() + 1];
        foreach (var kind in kinds)
        {
            traits[(int)kind] = TraitsOf(kind);
        }

        return traits;
    }

    private static CommandTraits TraitsOf(CommandKind kind) => kind switch
    {
        CommandKind.None => default,
        CommandKind.Genesis or CommandKind.Tick or CommandKind.HistoryMark => OfTheSwitch() with { IsRemembered = false },
        CommandKind.GrowTables or CommandKind.SetCaptureTolerance or CommandKind.SetTierLimit or CommandKind.SetColdStart => OfTheSwitch(),
        CommandKind.AddParticipant or CommandKind.SetParticipantRights or CommandKind.SetPositionCap or CommandKind.SetFee
            or CommandKind.SetBusinessDate
            or CommandKind.OpenAccount or CommandKind.SetAccountStatus or CommandKind.SetAccountTerms or CommandKind.BindInstrument
            or CommandKind.SetInstrument or CommandKind.OpenQuote => OfTheOperator(),
        CommandKind.Deposit => OfTheOperator() with { Flags = CommandFlags.Operator | CommandFlags.Linked },
        CommandKind.Chargeback or CommandKind.ResolveForMerchant or CommandKind.ResolveForPayer => OfTheOperator(),
        CommandKind.Withdrawal or CommandKind.Exchange or CommandKind.Void or CommandKind.Reversal or CommandKind.Representment =>
            OfMoney(CommandFlags.None),
        CommandKind.Transfer => OfMoney(CommandFlags.ByInstrument),
        CommandKind.Authorize or CommandKind.Purchase => OfMoney(CommandFlags.ByInstrument | CommandFlags.AllowPartialApproval),
        CommandKind.IncrementAuthorization => OfMoney(CommandFlags.AllowPartialApproval),
        CommandKind.Capture => OfMoney(CommandFlags.MoreCapturesFollow),
        CommandKind.Refund => OfMoney(CommandFlags.Unlinked | CommandFlags.ByInstrument),
        CommandKind.BalanceInquiry => new CommandTraits { IsKnown = true, Flags = CommandFlags.Operator },
        CommandKind.StatusInquiry => new CommandTraits { IsKnown = true, Flags = CommandFlags.Operator, OperatorMayLackParticipant = true },
    };

    private static CommandTraits OfTheSwitch() => OfTheOperator() with { IsOfTheSwitch = true };

    private static CommandTraits OfTheOperator() =>
        new() { IsKnown = true, Flags = CommandFlags.Operator, IsOperatorsAlone = true, IsRemembered = true };

    private static CommandTraits OfMoney(CommandFlags flags) =>
        new() { IsKnown = true, Flags = flags | CommandFlags.Operator | CommandFlags.Linked, IsRemembered = true };
}
