using TpWallet.Core.Accounts;
using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core.Positions;

/// <summary>
/// What participants owe each other because their customers pay each other's. A hold counts as owed, in flight, from the moment it is granted. Every account's
/// participant has a position in its currency from the opening of the account on.
/// </summary>
internal static class PositionBook
{
    /// <summary>Whether the amount may become owed: within the payer's participant's cap and within 64 bits on both sides.</summary>
    public static ResultCode CheckCap(SwitchState state, uint debitSlot, uint creditSlot, long amount)
    {
        ref readonly var debit = ref state.Accounts[debitSlot];
        ref readonly var credit = ref state.Accounts[creditSlot];
        if (!Concerns(debit, credit))
        {
            return ResultCode.None;
        }

        ref readonly var owing = ref state.Positions[SlotOf(state.Positions, debit)];
        if ((Int128)owing.InFlight + owing.Owed + amount > owing.Cap)
        {
            return ResultCode.PositionCapExceeded;
        }

        ref readonly var owed = ref state.Positions[SlotOf(state.Positions, credit)];
        return (Int128)owed.Owed - amount < long.MinValue ? ResultCode.BalanceOverflow : ResultCode.None;
    }

    /// <summary>How much more may become owed by the payer's participant.</summary>
    public static long Room(SwitchState state, uint debitSlot, uint creditSlot)
    {
        ref readonly var debit = ref state.Accounts[debitSlot];
        if (!Concerns(debit, state.Accounts[creditSlot]))
        {
            return long.MaxValue;
        }

        ref readonly var owing = ref state.Positions[SlotOf(state.Positions, debit)];
        return (long)Int128.Clamp((Int128)owing.Cap - owing.InFlight - owing.Owed, 0, long.MaxValue);
    }

    public static void Hold(KeyedTable<uint, Position> positions, in Account debit, in Account credit, long amount)
    {
        if (Concerns(debit, credit))
        {
            positions.Modify(SlotOf(positions, debit)).InFlight += amount;
        }
    }

    public static void Post(KeyedTable<uint, Position> positions, in Account debit, in Account credit, long amount)
    {
        if (Concerns(debit, credit))
        {
            positions.Modify(SlotOf(positions, debit)).Owed += amount;
            positions.Modify(SlotOf(positions, credit)).Owed -= amount;
        }
    }

    private static bool Concerns(in Account debit, in Account credit) =>
        debit.Participant != credit.Participant && debit.IsCustomers && credit.IsCustomers;

    private static uint SlotOf(KeyedTable<uint, Position> positions, in Account account) =>
        positions.TryFind(Position.KeyOf(account.Participant, account.Currency), out var slot)
            ? slot
            : throw new InvalidOperationException("An account's participant has no position in its currency: the core's state is broken.");
}
