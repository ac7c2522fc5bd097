using TpWallet.Core.Fees;
using TpWallet.Core.Limits;
using TpWallet.Messages;

namespace TpWallet.Core.Payments;

/// <summary>
/// Authorize and capture in one: money moves from the wallet to the merchant at once (ISO 8583 0200). The merchant pays the fee, out of
/// what it gets.
/// </summary>
internal static class Purchase
{
    public static ResultCode Validate(in Command command) => PaymentGuards.Validate(command);

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        var refusal = PaymentGuards.CheckParties(state, command, out var payer, out var merchant);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (!state.Payments.HasRoom)
        {
            return ResultCode.AuthorizationsFull;
        }

        refusal = PaymentGuards.CheckSpending(state, command, payer, merchant, fee: 0, ref reply, out var amount);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        var fee = FeeSchedule.Find(state, CommandKind.Purchase, command.Currency, amount);
        refusal = FeeSchedule.CheckRoom(state, merchant, fee, besides: 0);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed.
        var slot = PaymentRecord.Begin(state, command, payer, merchant, amount);
        ref var payment = ref state.Payments.Modify(slot);
        payment.IsPurchase = true;
        payment.Captured = amount;
        (payment.Fee, payment.FeeCollector) = fee;
        state.Payments.Become(slot, CommandKind.Purchase, PaymentState.Captured, deadlineMs: 0);
        SpendingLimits.Count(state, payer, amount, count: 1);
        state.Ledger.Post(state.Movement(payer.Account, merchant, amount, command.RequestId));
        FeeSchedule.Take(state, merchant, fee, command.RequestId);
        return PaymentGuards.Approve(state, command, payer.Account, amount, ref reply);
    }
}
