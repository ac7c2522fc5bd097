using System.CommandLine;
using TpWallet.Client;
using TpWallet.Messages;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet fee set</c>: the fee of a participant.</summary>
internal static class FeeCommand
{
    private static readonly Dictionary<string, CommandKind> Kinds =
        new[] { CommandKind.Capture, CommandKind.Purchase, CommandKind.Refund, CommandKind.Transfer, CommandKind.Deposit, CommandKind.Withdrawal }
            .ToDictionary(Choices.Name);

    /// <summary>The command.</summary>
    public static Command Create() => new("fee", "Fees that participants pay for what they move.") { CreateSet() };

    private static Command CreateSet()
    {
        var on = new Option<string>("--on") { Description = "The kind of movement", HelpName = string.Join('|', Kinds.Keys), Required = true };
        on.AcceptOnlyFromAmong([.. Kinds.Keys]);
        var currency = AmountOptions.CurrencyOption();
        var account = new Option<ulong>("--account") { Description = "The fee account that collects it", HelpName = "ACCOUNT", Required = true };
        var basisPoints = Numbers.Option<ushort>("--basis-points", "Part of the amount, hundredths of a percent", 0, 0, CommandLimits.BasisPointsMax);
        var flat = new Option<string>("--fixed") { Description = "Fixed part", HelpName = "AMOUNT", DefaultValueFactory = static _ => "0" };
        return SettingCommand.Create(
            "set",
            "Set the fee of a participant for one kind of movement in one currency (operator).",
            [on, currency, account, basisPoints, flat],
            (context, requests) => PaymentCommands.SetFee(requests.Participant(context), requests.RequestIdOf(context), new FeeBody
            {
                On = Kinds[context.Get(on)!],
                Currency = context.Get(currency),
                FeeAccount = context.Get(account),
                BasisPoints = context.Get(basisPoints),
                Fixed = AmountOptions.Parse(context.Get(flat)!, context.Get(currency)),
            }),
            context => $"the fee on {context.Get(on)} in {context.Get(currency)} is set");
    }
}
