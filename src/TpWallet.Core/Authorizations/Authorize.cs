using TpWallet.Core.Limits;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Authorizations;

/// <summary>
/// Holds money on a wallet in favour of a merchant (ISO 8583 0100). Amount zero verifies the account and holds nothing. Where partial
/// approval is allowed, holds what there is.
/// </summary>
internal static class Authorize
{
    public static ResultCode Validate(in Command command)
    {
        if (command.HoldSeconds > CommandLimits.HoldSecondsMax)
        {
            return ResultCode.HoldOutOfRange;
        }

        if (command.Amount != 0)
        {
            return PaymentGuards.Validate(command);
        }

        var verification = command;
        verification.Amount = 1;
        return PaymentGuards.Validate(verification);
    }

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        var refusal = PaymentGuards.CheckParties(state, command, out var payer, out var merchant);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (command.Amount == 0)
        {
            return ResultCode.Verified;
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

        // From here on it must succeed.
        var slot = PaymentRecord.Begin(state, command, payer, merchant, amount);
        ref var payment = ref state.Payments.Modify(slot);
        payment.Held = amount;
        state.Payments.Become(slot, CommandKind.Authorize, PaymentState.Held, DeadlineOf(state, command.HoldSeconds));
        SpendingLimits.Count(state, payer, amount, count: 1);
        state.Ledger.Hold(state.Movement(payer.Account, merchant, amount, command.RequestId));
        return PaymentGuards.Approve(state, command, payer.Account, amount, ref reply);
    }

    public static long DeadlineOf(SwitchState state, uint holdSeconds) =>
        state.TimeMs + (holdSeconds == 0 ? CommandLimits.HoldSecondsDefault : holdSeconds) * 1000L;
}
