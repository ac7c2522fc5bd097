using TpWallet.Core.Accounts;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Disputes;

/// <summary>How the disputed amount goes back and forth.</summary>
internal static class DisputeMoney
{
    public static ResultCode Check(SwitchState state, uint from, uint to, long amount)
    {
        ref readonly var payer = ref state.Accounts[from];
        var refusal = AccountGuards.MayFinish(payer, state.Accounts[to]);
        if (refusal == ResultCode.None)
        {
            refusal = AccountGuards.CheckRoom(payer, state.Accounts[to], amount);
        }

        return refusal == ResultCode.None && !payer.CanSpend(amount) ? ResultCode.InsufficientFunds : refusal;
    }

    public static ResultCode Move(SwitchState state, in Command command, uint from, uint to, long amount, in RequestId reference, ref Reply reply)
    {
        state.Ledger.Post(state.Movement(from, to, amount, reference));
        return PaymentGuards.Approve(state, command, from, amount, ref reply);
    }

    public static long DeadlineOf(SwitchState state, in Command command) =>
        state.TimeMs + (command.HoldSeconds == 0 ? CommandLimits.DisputeSecondsDefault : command.HoldSeconds) * 1000L;
}
