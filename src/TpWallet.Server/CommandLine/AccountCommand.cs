using System.CommandLine;
using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet account open</c>, <c>show</c>, <c>status</c> and <c>terms</c>.</summary>
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
        ["liquidity"] = AccountKind.Liquidity,
    };

    /// <summary>The command.</summary>
    public static Command Create() => new("account", "Accounts: open one, see its balance, or set what it may do.")
    {
        CreateOpen(), CreateShow(), CreateStatus(), CreateTerms(),
    };

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

    private static Command CreateStatus()
    {
        var number = Number("The account's number");
        var statuses = Enum.GetValues<AccountStatus>().ToDictionary(Choices.Name);
        var status = new Argument<string>("STATUS") { Description = $"One of {string.Join(", ", statuses.Keys)}" };
        status.AcceptOnlyFromAmong([.. statuses.Keys]);
        return SettingCommand.Create(
            "status",
            "Freeze, close or re-activate an account (operator). Closed is for good.",
            [number, status],
            (context, requests) => PaymentCommands.SetAccountStatus(
                requests.Participant(context), requests.RequestIdOf(context), context.Get(number), statuses[context.Get(status)!]),
            context => $"account {context.Get(number)} is {context.Get(status)}");
    }

    private static Command CreateTerms()
    {
        var number = Number("The account's number");
        var currency = AmountOptions.CurrencyOption();
        var tier = Numbers.Option<ushort>("--tier", "Whose limits apply; 0: none", 0, 0, ushort.MaxValue);
        var credit = Amount("--credit-limit", "How far below zero it may go");
        var minimum = Amount("--minimum-balance", "What must always stay; not together with a credit limit");
        return SettingCommand.Create(
            "terms",
            "Set an account's tier, credit limit and minimum balance (operator). What is left out is 0.",
            [number, currency, tier, credit, minimum],
            (context, requests) => PaymentCommands.SetAccountTerms(
                requests.Participant(context),
                requests.RequestIdOf(context),
                context.Get(number),
                context.Get(tier),
                AmountOptions.Parse(context.Get(credit)!, context.Get(currency)),
                AmountOptions.Parse(context.Get(minimum)!, context.Get(currency))),
            context => $"the terms of account {context.Get(number)} are set");

        static Option<string> Amount(string name, string description) =>
            new(name) { Description = description, HelpName = "AMOUNT", DefaultValueFactory = static _ => "0" };
    }

    private static Argument<ulong> Number(string description) => new("NUMBER") { Description = description };
}
