using TpWallet.Core.Accounts;
using TpWallet.Core.Memory;

namespace TpWallet.Core.Positions;

/// <summary>
/// What participants owe each other because their customers pay each other's. A hold counts as owed, in flight, from the moment it is
/// granted. Every account's participant has a position in its currency from the opening of the account on.
/// </summary>
internal static class PositionBook
{
    /// <summary>How much more may become owed by the payer's participant, 0 or more.</summary>
    public static long Room(SwitchState state, uint debitSlot, uint creditSlot)
    {
        ref readonly var debit = ref state.Accounts[debitSlot];
        if (!Concerns(debit, state.Accounts[creditSlot]))
        {
            return long.MaxValue;
        }

        ref readonly var owing = ref state.Positions[SlotOf(state.Positions, debit)];
        return owing.Cap == Position.NoCap ? long.MaxValue : (long)Int128.Clamp(owing.Cap - owing.InFlight - owing.Owed, 0, long.MaxValue);
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
