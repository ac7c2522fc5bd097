namespace TpWallet.Gateway.Iso8583;

/// <summary>Counts and sums of one business date and currency, in the words of ISO 8583: what cardholders paid are debits.</summary>
internal struct TotalsLine
{
    public long Credits;
    public long CreditAmount;
    public long CreditReversals;
    public long CreditReversalAmount;
    public long Debits;
    public long DebitAmount;
    public long DebitReversals;
    public long DebitReversalAmount;

    /// <summary>What the acquirer is owed: debits less credits, both less what was reversed.</summary>
    public readonly long Net => DebitAmount - DebitReversalAmount - CreditAmount + CreditReversalAmount;
}
