using TpWallet.Messages;

namespace TpWallet.Core.Ledger;

/// <summary>What a walk over all accounts found.</summary>
/// <param name="Accounts">How many accounts there are.</param>
/// <param name="Totals">The sums by currency, in the order of their codes.</param>
/// <param name="BelowFloor">Accounts whose balance less holds is below their floor: none, unless their terms were tightened under them.</param>
public sealed record LedgerAudit(uint Accounts, IReadOnlyList<CurrencyTotals> Totals, IReadOnlyList<ulong> BelowFloor)
{
    /// <summary>Whether every currency balances.</summary>
    public bool Passed => Totals.All(static totals => totals.Balance);

    internal static LedgerAudit Of(GeneralLedger ledger)
    {
        var totals = new SortedDictionary<Currency, CurrencyTotals>();
        var belowFloor = new List<ulong>();
        for (uint slot = 0; slot < ledger.Accounts.HighWater; slot++)
        {
            ref readonly var account = ref ledger.Accounts[slot];
            var sum = totals.GetValueOrDefault(account.Currency, new CurrencyTotals(account.Currency, 0, 0, 0, 0));
            totals[account.Currency] = sum with
            {
                DebitsPending = sum.DebitsPending + account.DebitsPending,
                CreditsPending = sum.CreditsPending + account.CreditsPending,
                DebitsPosted = sum.DebitsPosted + account.DebitsPosted,
                CreditsPosted = sum.CreditsPosted + account.CreditsPosted,
            };
            if (!account.CanSpend(0))
            {
                belowFloor.Add(account.Number);
            }
        }

        return new LedgerAudit(ledger.Accounts.HighWater, [.. totals.Values], belowFloor);
    }
}
