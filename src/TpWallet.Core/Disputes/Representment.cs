using TpWallet.Core.Authorizations;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Disputes;

/// <summary>
/// The merchant contests a chargeback in time: the disputed amount goes back to who bore it, until the dispute is resolved or, after the
/// deadline, stands for the merchant. The payer's account must have the amount.
/// </summary>
internal static class Representment
{
    public static ResultCode Validate(in Command command) =>
        command.HoldSeconds > CommandLimits.DisputeSecondsMax ? ResultCode.HoldOutOfRange : AuthorizationGuards.Validate(command);

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
            return ResultCode.DeadlinePassed;
        }

        refusal = DisputeMoney.Check(state, original.Payer, original.DisputeBearer, original.Disputed);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed.
        state.Payments.Become(slot, CommandKind.Representment, PaymentState.Represented, DisputeMoney.DeadlineOf(state, command));
        ref readonly var payment = ref state.Payments[slot];
        return DisputeMoney.Move(state, command, payment.Payer, payment.DisputeBearer, payment.Disputed, payment.RequestId, ref reply);
    }
}
