using System.CommandLine;
using TpWallet.Client;
using TpWallet.Protocol.Binary;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet deposit</c>: money from outside.</summary>
internal static class DepositCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var to = new Option<ulong>("--to") { Description = "The account that is credited", HelpName = "ACCOUNT", Required = true };
        var from = new Option<ulong>("--from") { Description = "The external clearing account that is debited", HelpName = "ACCOUNT", Required = true };
        var amounts = new AmountOptions();
        var requests = new RequestOptions();
        var command = new Command("deposit", "Bring money in from outside (operator): debit an external clearing account, credit another.") { to, from };
        amounts.AddTo(command);
        requests.AddTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var (amount, currency) = amounts.Read(context);
            var (account, clearing) = (context.Get(to), context.Get(from));
            var deposit = PaymentCommands.Deposit(requests.Participant(context), requests.RequestIdOf(context), account, clearing, amount, currency);
            var reply = await SwitchCall.SendAsync(requests.Target(context), SessionRole.Operator, deposit, cancellationToken).ConfigureAwait(false);
            return AnswerReport.Write(
                context,
                reply,
                $"deposited: {AnswerReport.Money(reply.Amount, currency)} to {account}, {AnswerReport.Money(reply.Available, currency)} available");
        });
        return command;
    }
}
