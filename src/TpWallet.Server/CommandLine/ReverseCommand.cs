using TpWallet.Client;
using TpWallet.Messages;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet reverse</c>: undoes an authorization or purchase that may not have arrived.</summary>
internal static class ReverseCommand
{
    /// <summary>The command.</summary>
    public static System.CommandLine.Command Create() => FollowUpCommand.Create(
        "reverse",
        "Undo an authorization or purchase, also one that may not have arrived: it is refused when it comes.",
        "How much of it stays [default: nothing]",
        static (_, reversal) => PaymentCommands.Reversal(
            reversal.Participant, reversal.RequestId, reversal.Original, reversal.Amount, reversal.Currency),
        static reply => reply.Result == ResultCode.Approved ? $"reversed: {AnswerReport.Money(reply.Amount, reply.Currency)}"
            : ResultText.Of(reply.Result));
}
