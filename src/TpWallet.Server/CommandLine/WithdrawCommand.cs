using System.CommandLine;
using TpWallet.Client;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet withdraw</c>: money to outside.</summary>
internal static class WithdrawCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => MovementCommand.Create(
        "withdraw",
        "Take money outside: debit a wallet or merchant account, credit an external clearing account.",
        "The account that is debited, of the participant",
        "The external clearing account that is credited",
        SessionRole.Acquirer,
        static (_, withdrawal) => PaymentCommands.Withdrawal(
            withdrawal.Participant, withdrawal.RequestId, withdrawal.From, withdrawal.To, withdrawal.Amount, withdrawal.Currency),
        static (withdrawal, reply) => $"withdrawn: {AnswerReport.Money(reply.Amount, withdrawal.Currency)} from {withdrawal.From},"
            + $" {AnswerReport.Money(reply.Available, withdrawal.Currency)} left");
}
