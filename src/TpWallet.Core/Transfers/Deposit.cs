using TpWallet.Core.Accounts;
using TpWallet.Core.Fees;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Transfers;

/// <summary>Brings money in from outside: debits an external clearing account, credits any other account, which pays the fee out of it.</summary>
internal static class Deposit
{
    public static ResultCode Validate(in Command command) => PaymentGuards.Validate(command);

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        if (!state.Accounts.TryFind(command.Account, out var account) || !state.Accounts.TryFind(command.Counterparty, out var clearing))
        {
            return ResultCode.UnknownAccount;
        }

        ref readonly var to = ref state.Accounts[account];
        ref readonly var from = ref state.Accounts[clearing];
        if (from.Kind != AccountKind.ExternalClearing || to.Kind == AccountKind.ExternalClearing)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        var refusal = PaymentGuards.CheckCurrencyAndStatus(command, from, to);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // A collector pays no fee to itself.
        var fee = FeeSchedule.Find(state, CommandKind.Deposit, command.Currency, command.Amount);
        fee = fee.Collector == account ? default : fee;
        refusal = AccountGuards.CheckRoom(from, to, command.Amount);
        if (refusal == ResultCode.None)
        {
            refusal = FeeSchedule.CheckRoom(state, account, fee, besides: 0);
        }

        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed.
        state.Ledger.Post(state.Movement(clearing, account, command.Amount, command.RequestId));
        FeeSchedule.Take(state, account, fee, command.RequestId);
        return PaymentGuards.Approve(state, command, account, command.Amount, ref reply);
    }
}
