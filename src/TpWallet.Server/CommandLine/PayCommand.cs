using System.CommandLine;
using TpWallet.Client;
using TpWallet.Protocol.Binary;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet pay</c>: one purchase.</summary>
internal static class PayCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var from = new Option<ulong>("--from") { Description = "The payer's wallet", HelpName = "ACCOUNT", Required = true };
        var to = new Option<ulong>("--to") { Description = "The merchant's account, of the participant", HelpName = "ACCOUNT", Required = true };
        var amounts = new AmountOptions();
        var requests = new RequestOptions();
        var command = new Command("pay", "Pay a merchant from a wallet: authorize and capture in one. A decline ends with exit code 5.") { from, to };
        amounts.AddTo(command);
        requests.AddTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var (amount, currency) = amounts.Read(context);
            var (payer, merchant) = (context.Get(from), context.Get(to));
            var purchase = PaymentCommands.Purchase(requests.Participant(context), requests.RequestIdOf(context), payer, merchant, amount, currency);
            var reply = await SwitchCall.SendAsync(requests.Target(context), SessionRole.Acquirer, purchase, cancellationToken).ConfigureAwait(false);
            return AnswerReport.Write(
                context,
                reply,
                $"approved: {AnswerReport.Money(reply.Amount, currency)} from {payer} to {merchant}, approval code {AnswerReport.ApprovalCode(reply)},"
                + $" {AnswerReport.Money(reply.Available, currency)} left");
        });
        return command;
    }
}
