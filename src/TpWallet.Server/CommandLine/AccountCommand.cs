using System.CommandLine;
using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet account open</c> and <c>account show</c>.</summary>
internal static class AccountCommand
{
    private const string Wallet = "wallet";

    private static readonly Dictionary<string, AccountKind> Kinds = new()
    {
        [Wallet] = AccountKind.CustomerWallet,
        ["merchant"] = AccountKind.Merchant,
        ["settlement"] = AccountKind.ParticipantSettlement,
        ["fee"] = AccountKind.Fee,
        ["clearing"] = AccountKind.ExternalClearing,
    };

    /// <summary>The command.</summary>
    public static Command Create() => new("account", "Accounts: open one, or see its balance.") { CreateOpen(), CreateShow() };

    private static Command CreateOpen()
    {
        var number = Number("The new account's number, 1 or more");
        var kind = new Option<string>("--kind")
        {
            Description = "What the account is for; clearing: the world outside, from which deposits come",
            HelpName = string.Join('|', Kinds.Keys),
            DefaultValueFactory = static _ => Wallet,
        };
        kind.AcceptOnlyFromAmong([.. Kinds.Keys]);
        var currency = AmountOptions.CurrencyOption();
        var requests = new RequestOptions();
        var command = new Command("open", "Open an account of a participant (operator). One that exists with the same properties stays as it is.")
        {
            number, kind, currency,
        };
        requests.AddTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var open = PaymentCommands.OpenAccount(
                requests.Participant(context), requests.RequestIdOf(context), context.Get(number), Kinds[context.Get(kind)!], context.Get(currency));
            var reply = await SwitchCall.SendAsync(requests.Target(context), SessionRole.Operator, open, cancellationToken).ConfigureAwait(false);
            return AnswerReport.Write(
                context, reply, $"account {context.Get(number)} is open: {context.Get(kind)} of participant {open.Participant} in "
                    + $"{context.Get(currency)}");
        });
        return command;
    }

    private static Command CreateShow()
    {
        var number = Number("The account's number");
        var requests = new RequestOptions();
        var command = new Command("show", "See an account's posted and available balance (operator).") { number };
        requests.AddTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var inquiry = PaymentCommands.BalanceInquiry(requests.Participant(context), requests.RequestIdOf(context), context.Get(number));
            var reply = await SwitchCall.SendAsync(requests.Target(context), SessionRole.Operator, inquiry, cancellationToken).ConfigureAwait(false);
            return AnswerReport.Write(
                context,
                reply,
                $"account {inquiry.Account}: {AnswerReport.Money(reply.Amount, reply.Currency)} posted,"
                + $" {AnswerReport.Money(reply.Available, reply.Currency)} available");
        });
        return command;
    }

    private static Argument<ulong> Number(string description) => new("NUMBER") { Description = description };
}
