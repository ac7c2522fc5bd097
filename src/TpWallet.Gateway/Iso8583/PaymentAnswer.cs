using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>
/// From a reply of the switch to what the answer says. A function of the request and the stored reply alone, so that a repeat is answered to the
/// byte, also after a restart. Hot path.
/// </summary>
internal static class PaymentAnswer
{
    /// <summary>Bytes of the buffer for additional amounts.</summary>
    public const int AdditionalBytes = 2 * AnswerFields.AdditionalLength;

    private const int Ledger = 1;
    private const int Available = 2;
    private const int Original = 57;
    private const int PaymentClasses = 4;

    /// <summary>Composes an answer.</summary>
    /// <param name="profile">The profile of the link.</param>
    /// <param name="request">The request's type.</param>
    /// <param name="command">The command that it became.</param>
    /// <param name="reply">The reply to that.</param>
    /// <param name="additional">Room for DE 54, <see cref="AdditionalBytes"/> bytes.</param>
    public static AnswerFields Compose(IsoProfile profile, Mti request, in Command command, in Reply reply, Span<byte> additional)
    {
        var isApproval = reply.Class == ResultClass.Success;
        var fields = new AnswerFields { Code = CodeOf(profile, request, reply) };
        if (!isApproval || request.Class > PaymentClasses)
        {
            return fields;
        }

        var rest = additional;
        if (command.Kind == CommandKind.BalanceInquiry)
        {
            rest = AnswerFields.Put(rest, 0, Ledger, reply.Currency, reply.Amount);
            rest = AnswerFields.Put(rest, 0, Available, reply.Currency, reply.Available);
        }
        else
        {
            fields.Approval = reply.ApprovalCode;
        }

        if (reply.Result == ResultCode.ApprovedPartially)
        {
            fields.OtherAmount = reply.Amount;
            rest = AnswerFields.Put(rest, 0, Original, command.Currency, command.Amount);
        }

        fields.Additional = additional[..(additional.Length - rest.Length)];
        return fields;
    }

    /// <summary>Whether an advice was refused and is nevertheless answered as accepted.</summary>
    public static bool IsAcceptedAnyway(IsoProfile profile, Mti request, in Reply reply) =>
        request.IsAdvice && profile.Rules.Advices == AdviceRule.Accept && reply.Class is (ResultClass.Declined or ResultClass.Terminal);

    private static ReadOnlySpan<byte> CodeOf(IsoProfile profile, Mti request, in Reply reply) =>
        profile.ResponseCodes.Of(request.Class, IsAcceptedAnyway(profile, request, reply) ? ResultCode.Approved : reply.Result);
}
