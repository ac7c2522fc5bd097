using System.Text;
using TpWallet.Core.Limits;
using TpWallet.Messages;

namespace TpWallet.Server.CommandLine;

/// <summary>Says a switch's answer to one request.</summary>
internal static class AnswerReport
{
    /// <summary>Writes the answer: in words, a "yes" as the caller puts it and a "no" with its reason; or as JSON.</summary>
    /// <returns>The exit code that fits the answer.</returns>
    public static int Write(CommandContext context, in Reply reply, string approvedText)
    {
        context.WriteResult(Json(reply), Text(reply, approvedText));
        return reply.Class == ResultClass.Success ? ExitCodes.Success : ExitCodes.Declined;
    }

    /// <summary>An amount with its currency, such as "12.34 USD".</summary>
    public static string Money(long amount, Currency currency) => $"{MinorUnits.Format(amount, currency)} {currency}";

    /// <summary>The six characters of an approval code.</summary>
    public static string ApprovalCode(in Reply reply) => Encoding.ASCII.GetString(BitConverter.GetBytes(reply.ApprovalCode)).TrimEnd('\0');

    private static string Text(in Reply reply, string approvedText)
    {
        var stored = (reply.Flags & ReplyFlags.Replayed) != 0 ? " (the stored answer to this request id: nothing was done again)" : "";
        return reply.Class switch
        {
            ResultClass.Success => approvedText + stored,
            ResultClass.Declined => $"declined: {ResultText.Of(reply.Result)}{Decider(reply)}{stored}",
            _ => $"refused: {ResultText.Of(reply.Result)}{stored}",
        };
    }

    private static string Decider(in Reply reply) => reply switch
    {
        { Result: ResultCode.InsufficientFunds } => $", {Money(reply.Available, reply.Currency)} available",
        { Rule: 0 } => "",
        _ => $" ({RuleName(reply.Rule)})",
    };

    private static string RuleName(ushort rule) => Enum.IsDefined((LimitRule)rule) ? Choices.Name((LimitRule)rule) : $"rule {rule}";

    private static object Json(in Reply reply) => new
    {
        approved = reply.Class == ResultClass.Success,
        result = reply.Result,
        resultCode = (ushort)reply.Result,
        @class = reply.Class,
        text = ResultText.Of(reply.Result),
        requestId = reply.RequestId.ToString(),
        replayed = (reply.Flags & ReplyFlags.Replayed) != 0,
        sequence = reply.Sequence,
        timeMs = reply.TimeMs,
        currency = reply.Currency == Currency.None ? null : reply.Currency.ToString(),
        amountMinor = reply.Amount,
        availableMinor = reply.Available,
        rule = reply.Rule == 0 ? null : RuleName(reply.Rule),
        approvalCode = reply.ApprovalCode == 0 ? null : ApprovalCode(reply),
    };
}
