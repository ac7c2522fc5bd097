using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Authorizations;

/// <summary>
/// Moves held money to the merchant, in full (amount 0) or in part, and releases the rest (ISO 8583 0220). Refused from the moment the hold
/// has expired, whether or not the money has been released by then.
/// </summary>
internal static class Capture
{
    public static ResultCode Validate(in Command command) =>
        command.Amount is < 0 or > CommandLimits.AmountMax ? ResultCode.AmountOutOfRange : AuthorizationGuards.Validate(command);

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        var refusal = AuthorizationGuards.CheckHeld(state, command, out var slot);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        ref var authorization = ref state.Authorizations[slot];
        if (state.TimeMs >= authorization.ExpiresMs)
        {
            return ResultCode.AuthorizationExpired;
        }

        var currency = state.Accounts[authorization.Payer].Currency;
        if (command.Currency != Currency.None && command.Currency != currency)
        {
            return ResultCode.CurrencyMismatch;
        }

        if (command.Amount > authorization.Amount)
        {
            return ResultCode.AmountExceedsAuthorization;
        }

        // From here on it must succeed: the hold has already been counted against every limit.
        var amount = command.Amount == 0 ? authorization.Amount : command.Amount;
        var rest = authorization.Amount - amount;
        authorization.Captured = amount;
        state.Authorizations.End(slot, AuthorizationState.Captured);
        state.Ledger.PostHeld(state.Movement(authorization.Payer, authorization.Merchant, amount, authorization.RequestId));
        if (rest > 0)
        {
            state.Ledger.Release(state.Movement(authorization.Payer, authorization.Merchant, rest, authorization.RequestId));
        }

        return PaymentGuards.Approve(state, command, authorization.Payer, amount, ref reply);
    }
}
