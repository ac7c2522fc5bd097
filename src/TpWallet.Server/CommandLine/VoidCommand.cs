using System.CommandLine;
using TpWallet.Client;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet void</c>: gives a hold back.</summary>
internal static class VoidCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => FollowUpCommand.Create(
        "void",
        "Give a hold back.",
        amount: null,
        static (_, end) => PaymentCommands.Void(end.Participant, end.RequestId, end.Original),
        static reply => $"voided: {AnswerReport.Money(reply.Amount, reply.Currency)} released");
}
