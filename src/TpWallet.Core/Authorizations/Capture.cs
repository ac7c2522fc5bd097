using TpWallet.Core.Accounts;
using TpWallet.Core.Fees;
using TpWallet.Core.Limits;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Authorizations;

/// <summary>
/// Moves held money to the merchant (ISO 8583 0220): what is left of the hold (amount 0), or a part of it. The rest is released, unless
/// more captures follow. More than the hold may be captured within the tolerance of the merchant's category; what exceeds the hold must be
/// there. Refused from the moment the hold has expired, whether or not the money has been released by then.
/// </summary>
internal static class Capture
{
    public static ResultCode Validate(in Command command) => AuthorizationGuards.ValidateWithAmount(command);

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        var refusal = AuthorizationGuards.Check(state, command, out var slot);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        ref readonly var original = ref state.Payments[slot];
        if (AuthorizationGuards.IsPast(state, original))
        {
            return ResultCode.AuthorizationExpired;
        }

        var amount = command.Amount == 0 ? original.Held : command.Amount;
        if (amount > state.CaptureTolerances.Most(original.MerchantCategoryCode, original.Amount) - original.Captured)
        {
            return ResultCode.AmountExceedsAuthorization;
        }

        var fee = FeeSchedule.Find(state, CommandKind.Capture, state.Accounts[original.Payer].Currency, amount);
        refusal = FeeSchedule.CheckRoom(state, original.Payee, fee, besides: 0);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        var beyond = Math.Max(0, amount - original.Held);
        refusal = beyond == 0 ? ResultCode.None : CheckBeyond(state, command, original, beyond, ref reply);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed: what is held has already been counted against every limit.
        Settle(state, command, slot, amount - beyond, beyond);
        FeeSchedule.Take(state, original.Payee, fee, original.RequestId);
        return PaymentGuards.Approve(state, command, original.Payer, amount, ref reply);
    }

    /// <summary>What exceeds the hold is a new spending: status, limits, position and funds.</summary>
    private static ResultCode CheckBeyond(SwitchState state, in Command command, in Payment original, long beyond, ref Reply reply)
    {
        var spending = command;
        spending.Amount = beyond;
        spending.Flags &= ~CommandFlags.AllowPartialApproval;
        spending.Currency = state.Accounts[original.Payer].Currency;
        var refusal = AccountGuards.MayPay(state.Accounts[original.Payer]);
        return refusal != ResultCode.None
            ? refusal
            : PaymentGuards.CheckSpending(state, spending, new Payer(original.Payer, original.Instrument), original.Payee, fee: 0, ref reply, out _);
    }

    private static void Settle(SwitchState state, in Command command, uint slot, long fromHold, long beyond)
    {
        ref var payment = ref state.Payments.Modify(slot);
        payment.Captured += fromHold + beyond;
        payment.Held -= fromHold;
        if (fromHold > 0)
        {
            state.Ledger.PostHeld(state.Movement(payment.Payer, payment.Payee, fromHold, payment.RequestId));
        }

        if (beyond > 0)
        {
            SpendingLimits.Count(state, new Payer(payment.Payer, payment.Instrument), beyond, count: 0);
            state.Ledger.Post(state.Movement(payment.Payer, payment.Payee, beyond, payment.RequestId));
        }

        if (payment.Held > 0 && (command.Flags & CommandFlags.MoreCapturesFollow) != 0)
        {
            state.Payments.Become(slot, CommandKind.Capture, PaymentState.PartlyCaptured, payment.DeadlineMs);
            return;
        }

        HoldRelease.ReleaseAll(state, slot);
        state.Payments.Become(slot, CommandKind.Capture, PaymentState.Captured, deadlineMs: 0);
    }
}
