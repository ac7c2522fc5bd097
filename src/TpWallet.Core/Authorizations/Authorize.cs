using TpWallet.Core.Idempotency;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Authorizations;

/// <summary>Holds money on a wallet in favour of a merchant (ISO 8583 0100).</summary>
internal static class Authorize
{
    public static ResultCode Validate(in Command command) =>
        command.HoldSeconds > CommandLimits.HoldSecondsMax ? ResultCode.HoldOutOfRange : PaymentGuards.Validate(command);

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        var refusal = PaymentGuards.CheckAccounts(state, command, out var payer, out var merchant);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (!state.Authorizations.HasRoom)
        {
            return ResultCode.AuthorizationsFull;
        }

        refusal = PaymentGuards.CheckFunds(state, command, payer, ref reply);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed.
        var holdSeconds = command.HoldSeconds == 0 ? CommandLimits.HoldSecondsDefault : command.HoldSeconds;
        ref var authorization = ref state.Authorizations.Add(new RequestKey(state.Sender, command.RequestId));
        authorization.State = AuthorizationState.Held;
        authorization.Payer = payer;
        authorization.Merchant = merchant;
        authorization.Amount = command.Amount;
        authorization.ExpiresMs = state.TimeMs + holdSeconds * 1000L;
        state.Ledger.Hold(state.Movement(payer, merchant, command.Amount, command.RequestId));
        return PaymentGuards.Approve(state, command, payer, command.Amount, ref reply);
    }
}
