using TpWallet.Core.Limits;

namespace TpWallet.Core.Authorizations;

/// <summary>Gives held money back, and what it counted against limits.</summary>
internal static class HoldRelease
{
    /// <summary>Releases all that a payment still holds.</summary>
    /// <returns>How much that was, minor units.</returns>
    public static long ReleaseAll(SwitchState state, uint slot)
    {
        var held = state.Payments[slot].Held;
        Release(state, slot, held);
        return held;
    }

    /// <summary>Releases a part of the hold. A payment of which nothing was captured and nothing stays held doesn't count any more.</summary>
    public static void Release(SwitchState state, uint slot, long amount)
    {
        if (amount == 0)
        {
            return;
        }

        ref var payment = ref state.Payments.Modify(slot);
        payment.Held -= amount;
        SpendingLimits.Return(state, payment, amount, count: payment.Held == 0 && payment.Captured == 0 ? 1u : 0u);
        state.Ledger.Release(state.Movement(payment.Payer, payment.Payee, amount, payment.RequestId));
    }
}
