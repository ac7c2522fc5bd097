using TpWallet.Core.Limits;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Authorizations;

/// <summary>Adds to a hold, as hotels and car rentals do, and prolongs it when the command names a time.</summary>
internal static class IncrementAuthorization
{
    public static ResultCode Validate(in Command command)
    {
        if (command.HoldSeconds > CommandLimits.HoldSecondsMax)
        {
            return ResultCode.HoldOutOfRange;
        }

        return command.Amount is <= 0 or > CommandLimits.AmountMax ? ResultCode.AmountOutOfRange : AuthorizationGuards.Validate(command);
    }

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

        refusal = Accounts.AccountGuards.MayPay(state.Accounts[original.Payer]);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (original.Amount > long.MaxValue - command.Amount)
        {
            return ResultCode.BalanceOverflow;
        }

        var payer = new Payer(original.Payer, original.Instrument);
        refusal = PaymentGuards.CheckSpending(state, command, payer, original.Payee, fee: 0, ref reply, out var amount);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed.
        ref var payment = ref state.Payments.Modify(slot);
        payment.Amount += amount;
        payment.Held += amount;
        var deadline = command.HoldSeconds == 0 ? payment.DeadlineMs : Authorize.DeadlineOf(state, command.HoldSeconds);
        state.Payments.Become(slot, command.Kind, payment.State, deadline);
        SpendingLimits.Count(state, payer, amount, count: 0);
        state.Ledger.Hold(state.Movement(payer.Account, payment.Payee, amount, payment.RequestId));
        return PaymentGuards.Approve(state, command, payer.Account, amount, ref reply);
    }
}
