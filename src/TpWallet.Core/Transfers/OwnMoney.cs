using TpWallet.Core.Fees;
using TpWallet.Core.Limits;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Transfers;

/// <summary>What transfer and withdrawal share: the owner moves its own money at once, within its limits, and pays the fee on top.</summary>
internal static class OwnMoney
{
    public static ResultCode Move(SwitchState state, in Command command, in Payer payer, uint receiver, ref Reply reply)
    {
        var fee = FeeSchedule.Find(state, command.Kind, command.Currency, command.Amount);
        var refusal = FeeSchedule.CheckRoom(state, payer.Account, fee, besides: command.Amount);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        refusal = PaymentGuards.CheckSpending(state, command, payer, receiver, fee.Amount, ref reply, out var amount);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed.
        SpendingLimits.Count(state, payer, amount, count: 1);
        state.Ledger.Post(state.Movement(payer.Account, receiver, amount, command.RequestId));
        FeeSchedule.Take(state, payer.Account, fee, command.RequestId);
        return PaymentGuards.Approve(state, command, payer.Account, amount, ref reply);
    }
}
