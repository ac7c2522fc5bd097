using System.CommandLine;
using TpWallet.Client;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet pay</c>: one purchase.</summary>
internal static class PayCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => MovementCommand.Create(
        "pay",
        "Pay a merchant from a wallet: authorize and capture in one. A decline ends with exit code 5.",
        "The payer's wallet",
        "The merchant's account, of the participant",
        SessionRole.Acquirer,
        static (_, payment) => PaymentCommands.Purchase(
            payment.Participant, payment.RequestId, payment.From, payment.To, payment.Amount, payment.Currency),
        static (payment, reply) => $"approved: {AnswerReport.Money(reply.Amount, payment.Currency)} from {payment.From} to {payment.To},"
            + $" approval code {AnswerReport.ApprovalCode(reply)}, {AnswerReport.Money(reply.Available, payment.Currency)} left");
}
