using System.CommandLine;
using TpWallet.Client;
using TpWallet.Messages;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet instrument bind</c> and <c>instrument set</c>.</summary>
internal static class InstrumentCommand
{
    /// <summary>The command.</summary>
    public static Command Create() =>
        new("instrument", "Instruments: what a wallet pays with, each known by an opaque token.") { CreateBind(), CreateSet() };

    private static Command CreateBind()
    {
        var (token, tier) = (Token(), Tier());
        var account = new Option<ulong>("--account")
        {
            Description = "The wallet that it pays from, of the participant",
            HelpName = "ACCOUNT",
            Required = true
        };
        var kind = Choices.Option<InstrumentKind>("--kind", "What it is [default: card]");
        return SettingCommand.Create(
            "bind",
            "Bind an instrument to a wallet (operator). One that is bound to it already stays as it is.",
            [token, account, kind, tier],
            (context, requests) => PaymentCommands.BindInstrument(
                requests.Participant(context), requests.RequestIdOf(context), context.Get(token), context.Get(account),
                    context.Get(kind) ?? InstrumentKind.Card, context.Get(tier)),
            context => $"instrument {context.Get(token)} pays from account {context.Get(account)}");
    }

    private static Command CreateSet()
    {
        var (token, tier) = (Token(), Tier());
        var status = Choices.Option<InstrumentStatus>("--status", "Lost, stolen and expired are for good [default: active]");
        return SettingCommand.Create(
            "set",
            "Change an instrument's status and tier (operator).",
            [token, status, tier],
            (context, requests) => PaymentCommands.SetInstrument(
                requests.Participant(context), requests.RequestIdOf(context), context.Get(token),
                    context.Get(status) ?? InstrumentStatus.Active, context.Get(tier)),
            context => $"instrument {context.Get(token)} is {Choices.Name(context.Get(status) ?? InstrumentStatus.Active)}");
    }

    private static Argument<ulong> Token() => new("TOKEN") { Description = "The opaque number that stands for it, not 0; never a card number" };

    private static Option<ushort> Tier() => Numbers.Option<ushort>("--tier", "The tier of limits of its own; 0: none", 0, 0, ushort.MaxValue);
}
