using TpWallet.Core.Authorizations;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Disputes;

/// <summary>
/// The payer's bank takes a captured amount back (ISO 8583 0422): all that may be disputed (amount 0), or a part. The merchant bears it or,
/// where the command names it, a settlement account of the merchant's participant, which may owe. The merchant may contest it until the
/// deadline; after that it stands.
/// </summary>
internal static class Chargeback
{
    public static ResultCode Validate(in Command command) =>
        command.HoldSeconds > CommandLimits.DisputeSecondsMax ? ResultCode.HoldOutOfRange : AuthorizationGuards.ValidateWithAmount(command);

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        var refusal = AuthorizationGuards.Check(state, command, out var slot);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        ref readonly var original = ref state.Payments[slot];
        refusal = FindBearer(state, command, original, out var bearer);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        var amount = command.Amount == 0 ? original.Returnable : command.Amount;
        if (amount == 0 || amount > original.Returnable)
        {
            return ResultCode.RefundExceedsCaptured;
        }

        if (!state.Payments.HasRoom)
        {
            return ResultCode.AuthorizationsFull;
        }

        refusal = DisputeMoney.Check(state, bearer, original.Payer, amount);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed.
        ref var payment = ref state.Payments.Modify(slot);
        payment.Disputed = amount;
        payment.DisputeBearer = bearer;
        state.Payments.Become(slot, CommandKind.Chargeback, PaymentState.ChargedBack, DisputeMoney.DeadlineOf(state, command));
        return DisputeMoney.Move(state, command, bearer, payment.Payer, amount, payment.RequestId, ref reply);
    }

    private static ResultCode FindBearer(SwitchState state, in Command command, in Payment original, out uint bearer)
    {
        bearer = original.Payee;
        if (command.Counterparty == 0 || command.Counterparty == state.Accounts[original.Payee].Number)
        {
            return ResultCode.None;
        }

        if (!state.Accounts.TryFind(command.Counterparty, out bearer))
        {
            return ResultCode.UnknownAccount;
        }

        ref readonly var account = ref state.Accounts[bearer];
        if (account.Participant != state.Accounts[original.Payee].Participant)
        {
            return ResultCode.NotPermitted;
        }

        if (account.Kind != AccountKind.ParticipantSettlement)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        return account.Currency == state.Accounts[original.Payee].Currency ? ResultCode.None : ResultCode.CurrencyMismatch;
    }
}
