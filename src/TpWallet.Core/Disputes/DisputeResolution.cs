using TpWallet.Core.Authorizations;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Disputes;

/// <summary>
/// Ends a dispute for the merchant or for the payer: who doesn't have the amount already gets it, and the dispute can't be opened again.
/// </summary>
internal static class DisputeResolution
{
    public static ResultCode Validate(in Command command) => AuthorizationGuards.Validate(command);

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

        var forMerchant = command.Kind == CommandKind.ResolveForMerchant;
        var merchantHasIt = original.State == PaymentState.Represented;
        var (from, to) = forMerchant ? (original.Payer, original.DisputeBearer) : (original.DisputeBearer, original.Payer);
        if (forMerchant != merchantHasIt)
        {
            refusal = DisputeMoney.Check(state, from, to, original.Disputed);
            if (refusal != ResultCode.None)
            {
                return refusal;
            }
        }

        // From here on it must succeed.
        var amount = original.Disputed;
        Resolve(state, slot, command.Kind, forMerchant);
        if (forMerchant != merchantHasIt)
        {
            return DisputeMoney.Move(state, command, from, to, amount, original.RequestId, ref reply);
        }

        return PaymentGuards.Approve(state, command, to, amount, ref reply);
    }

    /// <summary>Gives a dispute its end. For the merchant, the amount may be refunded again; for the payer, it is gone.</summary>
    public static void Resolve(SwitchState state, uint slot, CommandKind because, bool forMerchant)
    {
        if (forMerchant)
        {
            state.Payments.Modify(slot).Disputed = 0;
        }

        state.Payments.Become(slot, because, forMerchant ? PaymentState.ResolvedForMerchant : PaymentState.ResolvedForPayer, deadlineMs: 0);
    }
}
