using TpWallet.Messages;

namespace TpWallet.Core.Ledger;

/// <summary>The sums over all accounts of one currency, in 128 bits.</summary>
public readonly record struct CurrencyTotals(
    Currency Currency, Int128 DebitsPending, Int128 CreditsPending, Int128 DebitsPosted, Int128 CreditsPosted)
{
    /// <summary>Whether debits equal credits, pending and posted: the books balance.</summary>
    public bool Balance => DebitsPending == CreditsPending && DebitsPosted == CreditsPosted;
}
