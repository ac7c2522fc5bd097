using TpWallet.Core.Accounts;
using TpWallet.Core.Idempotency;
using TpWallet.Core.Limits;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Authorizations;

/// <summary>
/// Undoes an authorization or purchase whose answer may have been lost (ISO 8583 0400, 0420): in full (amount 0), or down to the amount that stays
/// (DE 95). May be repeated, and may come before its original, which is then refused. What a capture moved is not reversed but refunded.
/// </summary>
internal static class Reversal
{
    public static ResultCode Validate(in Command command) => AuthorizationGuards.ValidateWithAmount(command);

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        switch (state.Payments.StateOf(new RequestKey(state.Sender, command.OriginalRequestId), out _))
        {
            case PaymentState.Unknown:
                return NoteEarly(state, command);
            case PaymentState.Voided or PaymentState.Expired or PaymentState.Reversed or PaymentState.ReversedBeforeArrival:
                return ResultCode.NothingToReverse;
        }

        var refusal = AuthorizationGuards.Check(state, command, out var slot);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        ref readonly var original = ref state.Payments[slot];
        return original.State switch
        {
            PaymentState.Held or PaymentState.PartlyCaptured => ReverseHold(state, command, slot, ref reply),
            PaymentState.Captured when original.IsPurchase => ReversePurchase(state, command, slot, ref reply),
            _ => ResultCode.AuthorizationCaptured,
        };
    }

    /// <summary>The reversal has overtaken its original, or the original was lost: the place where the original would stand is taken.</summary>
    private static ResultCode NoteEarly(SwitchState state, in Command command)
    {
        var original = new RequestKey(state.Sender, command.OriginalRequestId);
        if (state.Duplicates.TryFind(original, out var answer))
        {
            // It came already. Refused or only verified, it moved nothing; carried out, it is no payment, or one whose place was needed since.
            return state.Duplicates[answer].Result is ResultCode.Approved or ResultCode.ApprovedPartially
                ? ResultCode.UnknownAuthorization
                : ResultCode.NothingToReverse;
        }

        if (command.IsOriginalInHistory)
        {
            return ResultCode.UnknownAuthorization; // it came long ago, and its place was needed since
        }

        if (!state.Payments.HasRoom)
        {
            return ResultCode.AuthorizationsFull;
        }

        // From here on it must succeed.
        state.Payments.Add(original, out var slot).Sequence = state.Sequence;
        state.Payments.Become(slot, CommandKind.Reversal, PaymentState.ReversedBeforeArrival, deadlineMs: 0);
        return ResultCode.ReversalNoted;
    }

    private static ResultCode ReverseHold(SwitchState state, in Command command, uint slot, ref Reply reply)
    {
        ref readonly var original = ref state.Payments[slot];
        if (command.Amount > 0 && command.Amount >= original.Held)
        {
            return ResultCode.AmountNotLower;
        }

        // From here on it must succeed.
        var reversed = original.Held - command.Amount;
        HoldRelease.Release(state, slot, reversed);
        ref var payment = ref state.Payments.Modify(slot);
        payment.Amount -= reversed;
        var next = (payment.Held > 0, payment.Captured > 0) switch
        {
            (true, _) => payment.State,
            (false, true) => PaymentState.Captured,
            (false, false) => PaymentState.Reversed,
        };
        state.Payments.Become(slot, CommandKind.Reversal, next, payment.Held > 0 ? payment.DeadlineMs : 0);
        return PaymentGuards.Approve(state, command, payment.Payer, reversed, ref reply);
    }

    private static ResultCode ReversePurchase(SwitchState state, in Command command, uint slot, ref Reply reply)
    {
        ref readonly var original = ref state.Payments[slot];
        if (original.Refunded != 0 || original.Disputed != 0)
        {
            return ResultCode.ReversalTooLate;
        }

        if (command.Amount >= original.Captured)
        {
            return ResultCode.AmountNotLower;
        }

        // Only what is undone altogether gives the fee back, first, so that the merchant can pay it on.
        var reversed = original.Captured - command.Amount;
        var fee = command.Amount == 0 ? original.Fee : 0;
        var refusal = CheckMoneyBack(state, original, reversed, fee);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed.
        ref var payment = ref state.Payments.Modify(slot);
        if (fee > 0)
        {
            state.Ledger.Post(state.Movement(payment.FeeCollector, payment.Payee, fee, payment.RequestId));
        }

        payment.Captured -= reversed;
        payment.Amount -= reversed;
        SpendingLimits.Return(state, payment, reversed, count: payment.Captured == 0 ? 1u : 0u);
        state.Ledger.Post(state.Movement(payment.Payee, payment.Payer, reversed, payment.RequestId));
        state.Payments.Become(slot, CommandKind.Reversal, payment.Captured == 0 ? PaymentState.Reversed : PaymentState.Captured, deadlineMs: 0);
        return PaymentGuards.Approve(state, command, payment.Payer, reversed, ref reply);
    }

    private static ResultCode CheckMoneyBack(SwitchState state, in Payment original, long reversed, long fee)
    {
        ref readonly var merchant = ref state.Accounts[original.Payee];
        ref readonly var collector = ref state.Accounts[original.FeeCollector];
        if (!merchant.CanSpend(reversed - fee) || (fee > 0 && !collector.CanSpend(fee)))
        {
            return ResultCode.InsufficientFunds;
        }

        var refusal = AccountGuards.CheckRoom(merchant, state.Accounts[original.Payer], reversed);
        return refusal == ResultCode.None && fee > 0 ? AccountGuards.CheckRoom(collector, merchant, fee) : refusal;
    }
}
