using TpWallet.Core.Idempotency;
using TpWallet.Messages;

namespace TpWallet.Core.Payments;

/// <summary>Begins the record of a payment.</summary>
internal static class PaymentRecord
{
    /// <summary>Adds the record of a payment that the present command makes; there must be room. Its state is still to be given.</summary>
    /// <returns>Its slot.</returns>
    public static uint Begin(SwitchState state, in Command command, in Payer payer, uint payee, long amount)
    {
        ref var payment = ref state.Payments.Add(new RequestKey(state.Sender, command.RequestId), out var slot);
        payment.Sequence = state.Sequence;
        payment.Payer = payer.Account;
        payment.Instrument = payer.Instrument;
        payment.Payee = payee;
        payment.Amount = amount;
        payment.MerchantCategoryCode = command.MerchantCategoryCode;
        payment.Counted = state.PeriodOf(payer.Account);
        return slot;
    }
}
