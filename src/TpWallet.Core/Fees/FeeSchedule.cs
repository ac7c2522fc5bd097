using TpWallet.Messages;

namespace TpWallet.Core.Fees;

/// <summary>Finds and takes fees. A fee is posted in the same command as what it is for, and reserved for in its guards.</summary>
internal static class FeeSchedule
{
    /// <summary>Finds what the sender pays on a kind of movement of an amount.</summary>
    /// <returns>The fee, 0 when there is none, and the slot of the account that collects it.</returns>
    public static (long Amount, uint Collector) Find(SwitchState state, CommandKind on, Currency currency, long amount)
    {
        if (!state.Fees.TryFind(new FeeKey(state.Sender, on, currency), out var slot))
        {
            return (0, 0);
        }

        ref readonly var fee = ref state.Fees[slot];
        return (fee.Of(amount), fee.Collector);
    }

    /// <summary>
    /// Whether the fee can be collected: the collector is not closed, and it fits into the totals of who pays and who collects, beside an
    /// amount that the payer is debited in the same command.
    /// </summary>
    public static ResultCode CheckRoom(SwitchState state, uint payer, (long Amount, uint Collector) fee, long besides)
    {
        if (fee.Amount == 0)
        {
            return ResultCode.None;
        }

        if (state.Accounts[fee.Collector].Status == AccountStatus.Closed)
        {
            return ResultCode.AccountClosed;
        }

        return long.MaxValue - fee.Amount >= besides && state.Accounts[payer].HasRoomForDebit(fee.Amount + besides)
            && state.Accounts[fee.Collector].HasRoomForCredit(fee.Amount)
            ? ResultCode.None
            : ResultCode.BalanceOverflow;
    }

    public static void Take(SwitchState state, uint payer, (long Amount, uint Collector) fee, in RequestId reference)
    {
        if (fee.Amount > 0)
        {
            state.Ledger.Post(state.Movement(payer, fee.Collector, fee.Amount, reference));
        }
    }
}
