using TpWallet.Core.Accounts;
using TpWallet.Core.Idempotency;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Authorizations;

/// <summary>The guards that every command about an earlier payment passes, in their order of precedence.</summary>
internal static class AuthorizationGuards
{
    public static ResultCode Validate(in Command command) =>
        command.OriginalRequestId.IsNone || command.OriginalRequestId == command.RequestId
            ? ResultCode.OriginalRequestIdInvalid
            : ResultCode.None;

    /// <summary>An original, and an amount that is zero (all) or in range.</summary>
    public static ResultCode ValidateWithAmount(in Command command) =>
        command.Amount is < 0 or > CommandLimits.AmountMax ? ResultCode.AmountOutOfRange : Validate(command);

    /// <summary>
    /// Finds the sender's payment and asks the life cycle whether the command may be; then that no account is closed and the currency, if
    /// named, is right.
    /// </summary>
    public static ResultCode Check(SwitchState state, in Command command, out uint slot)
    {
        var refusal = LifeCycle.Refusal(state.Payments.StateOf(new RequestKey(state.Sender, command.OriginalRequestId), out slot), command.Kind);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        ref readonly var payment = ref state.Payments[slot];
        ref readonly var payer = ref state.Accounts[payment.Payer];
        if (command.Currency != Currency.None && command.Currency != payer.Currency)
        {
            return ResultCode.CurrencyMismatch;
        }

        return AccountGuards.MayFinish(payer, state.Accounts[payment.Payee]);
    }

    /// <summary>Whether the deadline of a hold, a quote or a dispute has passed, though nothing may have acted on it yet.</summary>
    public static bool IsPast(SwitchState state, in Payment payment) => payment.DeadlineMs != 0 && state.TimeMs >= payment.DeadlineMs;
}
