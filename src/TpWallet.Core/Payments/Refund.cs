using TpWallet.Core.Accounts;
using TpWallet.Core.Authorizations;
using TpWallet.Core.Fees;
using TpWallet.Core.Limits;
using TpWallet.Core.Positions;
using TpWallet.Messages;

namespace TpWallet.Core.Payments;

/// <summary>
/// Gives money back from merchant to payer. Linked to its original: never more than was captured and not yet given back or disputed; amount
/// 0 gives back all of that. Unlinked: only where the participant may. The merchant pays the fee.
/// </summary>
internal static class Refund
{
    public static ResultCode Validate(in Command command)
    {
        if ((command.Flags & CommandFlags.Unlinked) == 0)
        {
            return AuthorizationGuards.ValidateWithAmount(command);
        }

        return command.OriginalRequestId.IsNone ? PaymentGuards.Validate(command) : ResultCode.OriginalRequestIdInvalid;
    }

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply) =>
        (command.Flags & CommandFlags.Unlinked) == 0 ? ApplyLinked(state, command, ref reply) : ApplyUnlinked(state, command, ref reply);

    private static ResultCode ApplyLinked(SwitchState state, in Command command, ref Reply reply)
    {
        var refusal = AuthorizationGuards.Check(state, command, out var slot);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        ref readonly var original = ref state.Payments[slot];
        var amount = command.Amount == 0 ? original.Returnable : command.Amount;
        if (amount == 0 || amount > original.Returnable)
        {
            return ResultCode.RefundExceedsCaptured;
        }

        refusal = CheckMerchant(state, original.Payee, original.Payer, amount, ref reply, out var fee);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed.
        ref var payment = ref state.Payments.Modify(slot);
        payment.Refunded += amount;
        state.Payments.Become(slot, CommandKind.Refund, payment.State, payment.DeadlineMs);
        return Move(state, command, payment.Payee, payment.Payer, amount, fee, payment.RequestId, ref reply);
    }

    private static ResultCode ApplyUnlinked(SwitchState state, in Command command, ref Reply reply)
    {
        if ((state.Participants[state.Sender].Rights & ParticipantRights.UnlinkedRefunds) == 0)
        {
            return ResultCode.NotPermitted;
        }

        var refusal = Payer.Find(state, command, out var payer);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (!state.Accounts.TryFind(command.Counterparty, out var merchant))
        {
            return ResultCode.UnknownAccount;
        }

        refusal = CheckUnlinkedParties(state, command, payer.Account, merchant);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        refusal = CheckMerchant(state, merchant, payer.Account, command.Amount, ref reply, out var fee);
        return refusal != ResultCode.None
            ? refusal
            : Move(state, command, merchant, payer.Account, command.Amount, fee, command.RequestId, ref reply);
    }

    private static ResultCode CheckUnlinkedParties(SwitchState state, in Command command, uint walletSlot, uint merchantSlot)
    {
        ref readonly var wallet = ref state.Accounts[walletSlot];
        ref readonly var merchant = ref state.Accounts[merchantSlot];
        if (merchant.Participant != state.Sender)
        {
            return ResultCode.NotPermitted;
        }

        return wallet.Kind != AccountKind.CustomerWallet || merchant.Kind != AccountKind.Merchant
            ? ResultCode.AccountKindNotAllowed
            : PaymentGuards.CheckCurrencyAndStatus(command, merchant, wallet);
    }

    private static ResultCode CheckMerchant(
        SwitchState state, uint merchantSlot, uint payerSlot, long amount, ref Reply reply, out (long Amount, uint Collector) fee)
    {
        ref readonly var merchant = ref state.Accounts[merchantSlot];
        fee = FeeSchedule.Find(state, CommandKind.Refund, merchant.Currency, amount);
        var refusal = AccountGuards.CheckRoom(merchant, state.Accounts[payerSlot], amount);
        if (refusal == ResultCode.None)
        {
            refusal = FeeSchedule.CheckRoom(state, merchantSlot, fee, besides: amount);
        }

        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        reply.Currency = merchant.Currency;
        if (amount > PositionBook.Room(state, merchantSlot, payerSlot))
        {
            reply.Rule = (ushort)LimitRule.PositionCap;
            return ResultCode.PositionCapExceeded;
        }

        return merchant.CanSpend(amount + fee.Amount) ? ResultCode.None : ResultCode.InsufficientFunds;
    }

    private static ResultCode Move(
        SwitchState state, in Command command, uint merchant, uint payer, long amount, (long Amount, uint Collector) fee,
            in RequestId reference, ref Reply reply)
    {
        state.Ledger.Post(state.Movement(merchant, payer, amount, reference));
        FeeSchedule.Take(state, merchant, fee, reference);
        return PaymentGuards.Approve(state, command, payer, amount, ref reply);
    }
}
