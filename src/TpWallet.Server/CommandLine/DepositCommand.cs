using System.CommandLine;
using TpWallet.Client;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet deposit</c>: money from outside.</summary>
internal static class DepositCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => MovementCommand.Create(
        "deposit",
        "Bring money in from outside (operator): debit an external clearing account, credit another.",
        "The external clearing account that is debited",
        "The account that is credited",
        SessionRole.Operator,
        static (_, deposit) => PaymentCommands.Deposit(
            deposit.Participant, deposit.RequestId, deposit.To, deposit.From, deposit.Amount, deposit.Currency),
        static (deposit, reply) => $"deposited: {AnswerReport.Money(reply.Amount, deposit.Currency)} to {deposit.To},"
            + $" {AnswerReport.Money(reply.Available, deposit.Currency)} available");
}
