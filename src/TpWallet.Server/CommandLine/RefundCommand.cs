using System.CommandLine;
using TpWallet.Client;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet refund</c>: gives captured money back.</summary>
internal static class RefundCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => FollowUpCommand.Create(
        "refund",
        "Give captured money back to the payer.",
        "How much [default: all that was captured and not yet given back]",
        static (_, refund) => PaymentCommands.Refund(refund.Participant, refund.RequestId, refund.Original, refund.Amount, refund.Currency),
        static reply => $"refunded: {AnswerReport.Money(reply.Amount, reply.Currency)}");
}
