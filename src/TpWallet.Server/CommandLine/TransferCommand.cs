using System.CommandLine;
using TpWallet.Client;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet transfer</c>: from wallet to wallet.</summary>
internal static class TransferCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => MovementCommand.Create(
        "transfer",
        "Move money from one wallet to another.",
        "The wallet that pays, of the participant",
        "The wallet that receives, of any participant",
        SessionRole.Acquirer,
        static (_, transfer) => PaymentCommands.Transfer(
            transfer.Participant, transfer.RequestId, transfer.From, transfer.To, transfer.Amount, transfer.Currency),
        static (transfer, reply) => $"transferred: {AnswerReport.Money(reply.Amount, transfer.Currency)} from {transfer.From} to {transfer.To},"
            + $" {AnswerReport.Money(reply.Available, transfer.Currency)} left");
}
