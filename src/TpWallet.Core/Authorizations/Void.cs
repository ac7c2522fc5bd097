using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Authorizations;

/// <summary>Gives back all that is still held. What was captured before stays captured.</summary>
internal static class Void
{
    public static ResultCode Validate(in Command command) => AuthorizationGuards.Validate(command);

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        var refusal = AuthorizationGuards.Check(state, command, out var slot);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed.
        var released = HoldRelease.ReleaseAll(state, slot);
        ref readonly var payment = ref state.Payments[slot];
        state.Payments.Become(slot, CommandKind.Void, payment.Captured == 0 ? PaymentState.Voided : PaymentState.Captured, deadlineMs: 0);
        return PaymentGuards.Approve(state, command, payment.Payer, released, ref reply);
    }
}
