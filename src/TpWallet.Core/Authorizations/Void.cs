using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Authorizations;

/// <summary>Gives a hold back whole.</summary>
internal static class Void
{
    public static ResultCode Validate(in Command command) => AuthorizationGuards.Validate(command);

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        var refusal = AuthorizationGuards.CheckHeld(state, command, out var slot);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed.
        ref var authorization = ref state.Authorizations[slot];
        state.Authorizations.End(slot, AuthorizationState.Voided);
        state.Ledger.Release(state.Movement(authorization.Payer, authorization.Merchant, authorization.Amount, authorization.RequestId));
        return PaymentGuards.Approve(state, command, authorization.Payer, authorization.Amount, ref reply);
    }
}
