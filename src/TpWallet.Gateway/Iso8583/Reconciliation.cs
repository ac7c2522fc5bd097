using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>Compares an acquirer's totals (0500, 0520) with the link's own.</summary>
internal static class Reconciliation
{
    private const int SettlementDate = 15;
    private const int SettlementCurrency = 50;

    /// <summary>The answer: our totals, and whether the acquirer's agree in every number that it tells.</summary>
    /// <returns>False when the date or the currency is none.</returns>
    public static bool TryAnswer(IsoLink link, in IsoMessage message, out AnswerFields answer)
    {
        answer = default;
        var date = link.BusinessDate;
        if (message.Has(SettlementDate) && !TryReadDate(link, message, out date))
        {
            return false;
        }

        var currency = message.TryReadNumber(SettlementCurrency, out var code) ? (Currency)code : Currency.None;
        if (!Currencies.IsKnown(currency))
        {
            return false;
        }

        answer.HasTotals = true;
        answer.Totals = link.Totals.Of(date, currency);
        ref readonly var own = ref answer.Totals;
        answer.IsInBalance = Agrees(message, 74, own.Credits) && Agrees(message, 75, own.CreditReversals)
            && Agrees(message, 76, own.Debits) && Agrees(message, 77, own.DebitReversals)
            && Agrees(message, 86, own.CreditAmount) && Agrees(message, 87, own.CreditReversalAmount)
            && Agrees(message, 88, own.DebitAmount) && Agrees(message, 89, own.DebitReversalAmount);
        var result = answer.IsInBalance ? EdgeAnswer.Accepted : EdgeAnswer.OutOfBalance;
        answer.Code = link.Profile.ResponseCodes.Of(message.Mti.Class, result);
        return true;
    }

    /// <summary>The business date that a message names.</summary>
    public static bool TryReadDate(IsoLink link, in IsoMessage message, out ushort date)
    {
        date = 0;
        return message.TryReadNumber(SettlementDate, out var digits)
            && MessageTime.TryResolveDate(digits, message.LengthOf(SettlementDate), link.BusinessDate, out date);
    }

    private static bool Agrees(in IsoMessage message, int field, long own) => !message.TryReadNumber(field, out var told) || told == own;
}
