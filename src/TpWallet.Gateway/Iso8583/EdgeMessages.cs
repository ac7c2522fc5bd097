using TpWallet.Gateway.Connections;
using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>
/// The messages that the gateway answers itself: network management, totals, and payments that can't enter. Keeps the state of the session: signed
/// on, signing off (its answer waits for those to what is in flight), signed off.
/// </summary>
internal sealed class EdgeMessages(ConnectionSession session, IsoLink link, GatewayCounters counters)
{
    private const int Reconciliation = 5;
    private const int NetworkManagement = 8;

    /// <summary>Whether payments are taken.</summary>
    public bool IsSignedOn { get; private set; }

    /// <summary>Whether a sign-off waits for the answers to what is in flight.</summary>
    public bool IsSigningOff { get; private set; }

    /// <summary>Whether the last message was refused because another member of the group is primary: the connection is of no use here.</summary>
    public bool IsRedirecting { get; private set; }

    private IsoResponseCodes Codes => link.Profile.ResponseCodes;

    public static NetworkFunction FunctionOf(in IsoMessage message)
    {
        Span<byte> text = stackalloc byte[3];
        return message.ReadText(message.Profile.Rules.NetworkCode, text) == text.Length
            ? message.Profile.Rules.FunctionOf([(char)text[0], (char)text[1], (char)text[2]]) : NetworkFunction.None;
    }

    /// <summary>The date that a cut-over begins: the one that it names, or the next.</summary>
    public static bool TryReadNextDate(IsoLink link, in IsoMessage message, out ushort date)
    {
        const int SettlementDate = 15;
        date = (ushort)(link.BusinessDate + 1);
        return !message.Has(SettlementDate) || Iso8583.Reconciliation.TryReadDate(link, message, out date);
    }

    /// <summary>Takes a message that is as it should be and is not to enter the ring.</summary>
    /// <param name="message">The message.</param>
    /// <param name="refusal">Why it doesn't enter, if it is a payment.</param>
    /// <param name="isDraining">Whether the switch is going away.</param>
    /// <param name="answer">The answer; without a code when there is none.</param>
    /// <returns>False when the message must wait.</returns>
    public bool TryTake(in IsoMessage message, EdgeAnswer refusal, bool isDraining, out AnswerFields answer)
    {
        answer = default;
        if (!message.Mti.AsksForAnswer)
        {
            TakeAnswer(message);
            return true;
        }

        if (!message.Profile.Rules.TryGetRequired(message.Mti, out _))
        {
            Refuse(message, EdgeAnswer.NotSupported, ref answer);
            return true;
        }

        switch (message.Mti.Class)
        {
            case NetworkManagement:
                return TryManage(message, ref answer);
            case Reconciliation when IsSignedOn:
                if (!Iso8583.Reconciliation.TryAnswer(link, message, out answer))
                {
                    Refuse(message, EdgeAnswer.NotSupported, ref answer);
                }

                return true;
            default:
                RefusePayment(message, refusal, isDraining, ref answer);
                return true;
        }
    }

    private bool TryManage(in IsoMessage message, ref AnswerFields answer)
    {
        switch (FunctionOf(message))
        {
            case NetworkFunction.SignOn when !session.Role.IsLeading:
                IsRedirecting = true;
                counters.Add(GatewayCounter.SignOnsRedirected);
                answer.Code = Codes.Of(message.Mti.Class, EdgeAnswer.Unavailable);
                return true;
            case NetworkFunction.SignOn:
                counters.Add(GatewayCounter.SessionsOpened, IsSignedOn ? 0 : 1);
                IsSignedOn = true;
                break;
            case NetworkFunction.SignOff:
                IsSigningOff = !session.AwaitReplies();
                if (IsSigningOff)
                {
                    return false;
                }

                session.StopAwaitingReplies();
                counters.Add(GatewayCounter.SessionsSignedOff, IsSignedOn ? 1 : 0);
                IsSignedOn = false;
                break;
            case NetworkFunction.CutOver:
                if (!TryReadNextDate(link, message, out var date))
                {
                    Refuse(message, EdgeAnswer.FormatError, ref answer);
                    return true;
                }

                link.CutOver(date);
                break;
            case NetworkFunction.None:
                Refuse(message, EdgeAnswer.NotSupported, ref answer);
                return true;
        }

        answer.Code = Codes.Of(message.Mti.Class, EdgeAnswer.Accepted);
        return true;
    }

    /// <summary>An answer to an echo of ours; nothing else was asked.</summary>
    private void TakeAnswer(in IsoMessage message)
    {
        if (message.Mti.Class != NetworkManagement || FunctionOf(message) != NetworkFunction.Echo)
        {
            link.Note(IsoIncidentKind.Unmatched, message, "an answer to nothing that was asked");
        }
    }

    private void RefusePayment(in IsoMessage message, EdgeAnswer refusal, bool isDraining, ref AnswerFields answer)
    {
        if (isDraining)
        {
            counters.Add(GatewayCounter.RequestsShuttingDown);
            Refuse(message, EdgeAnswer.Unavailable, ref answer);
        }
        else if (!IsSignedOn)
        {
            Refuse(message, EdgeAnswer.NotSignedOn, ref answer);
        }
        else if (session.Refusal is var held and not ResultCode.None)
        {
            IsRedirecting = held == ResultCode.NotPrimary;
            session.CountRefused(held);
            answer.Code = Codes.Of(message.Mti.Class, held);
        }
        else
        {
            if (refusal == EdgeAnswer.OriginalNotFound)
            {
                link.Note(IsoIncidentKind.Unmatched, message, "its original is not known");
            }

            Refuse(message, refusal, ref answer);
        }
    }

    private void Refuse(in IsoMessage message, EdgeAnswer why, ref AnswerFields answer)
    {
        counters.Add(GatewayCounter.IsoMessagesRefused);
        answer.Code = Codes.Of(message.Mti.Class, why);
    }
}
