using TpWallet.Core.Accounts;
using TpWallet.Core.Positions;
using TpWallet.Messages;

namespace TpWallet.Core.Snapshots;

/// <summary>What is wrong with a loaded account, or null; and whether the books of all of them balance.</summary>
internal sealed class AccountChecks(SwitchState state)
{
    private readonly Int128[] _pending = new Int128[ushort.MaxValue + 1];
    private readonly Int128[] _posted = new Int128[ushort.MaxValue + 1];

    public string? Account(in Account account)
    {
        if (account.Number == 0 || account.Participant >= state.Participants.HighWater)
        {
            return "it has no number, or there is no such participant";
        }

        if (account.Kind is < AccountKind.CustomerWallet or > AccountKind.Liquidity || account.Status > AccountStatus.Closed
            || !Currencies.IsKnown(account.Currency))
        {
            return "its kind, status or currency is unknown";
        }

        if ((account.DebitsPending | account.CreditsPending | account.DebitsPosted | account.CreditsPosted) < 0
            || !account.HasRoomForDebit(0) || !account.HasRoomForCredit(0))
        {
            return "a total is negative, or they exceed 64 bits";
        }

        _pending[(ushort)account.Currency] += account.DebitsPending - (Int128)account.CreditsPending;
        _posted[(ushort)account.Currency] += account.DebitsPosted - (Int128)account.CreditsPosted;
        return state.Positions.TryFind(Position.KeyOf(account.Participant, account.Currency), out _)
            ? null
            : "its participant has no position in its currency";
    }

    /// <exception cref="StateImageException">Debits don't equal credits in some currency.</exception>
    public void RequireBalance()
    {
        foreach (var currency in Currencies.All)
        {
            if (_pending[(ushort)currency] != 0 || _posted[(ushort)currency] != 0)
            {
                throw new StateImageException($"The books of the accounts in {currency} do not balance.");
            }
        }
    }
}
