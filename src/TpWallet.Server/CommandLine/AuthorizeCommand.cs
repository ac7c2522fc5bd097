using System.CommandLine;
using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet authorize</c>: one hold.</summary>
internal static class AuthorizeCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var hold = Numbers.Option("--hold", "How long the money is held, seconds; 0: the switch's default", 0u, 0u, CommandLimits.HoldSecondsMax);
        var partial = new Option<bool>("--partial") { Description = "Take less if the wallet has less" };
        var command = MovementCommand.Create(
            "authorize",
            "Hold money on a wallet in favour of a merchant. Capture or void it by its request id.",
            "The payer's wallet",
            "The merchant's account, of the participant",
            SessionRole.Acquirer,
            (context, payment) => PaymentCommands.Authorize(
                payment.Participant, payment.RequestId, payment.From, payment.To, payment.Amount, payment.Currency, context.Get(hold)) with
            {
                Flags = context.Get(partial) ? CommandFlags.AllowPartialApproval : CommandFlags.None,
            },
            static (payment, reply) => $"authorized: {AnswerReport.Money(reply.Amount, payment.Currency)} held on {payment.From} for {payment.To},"
                + $" request id {payment.RequestId}, approval code {AnswerReport.ApprovalCode(reply)}");
        command.Add(hold);
        command.Add(partial);
        return command;
    }
}
