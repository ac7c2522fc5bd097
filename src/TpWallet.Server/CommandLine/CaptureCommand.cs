using System.CommandLine;
using TpWallet.Client;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet capture</c>: takes held money.</summary>
internal static class CaptureCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var more = new Option<bool>("--more") { Description = "Further captures follow: what is not captured stays held" };
        var command = FollowUpCommand.Create(
            "capture",
            "Move held money to the merchant and release the rest.",
            "How much [default: all that is held]",
            (context, capture) => PaymentCommands.Capture(
                capture.Participant, capture.RequestId, capture.Original, capture.Amount, capture.Currency, context.Get(more)),
            static reply => $"captured: {AnswerReport.Money(reply.Amount, reply.Currency)}");
        command.Add(more);
        return command;
    }
}
