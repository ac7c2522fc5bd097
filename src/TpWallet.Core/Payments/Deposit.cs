using TpWallet.Messages;

namespace TpWallet.Core.Payments;

/// <summary>Brings money in from outside: debits an external clearing account, credits any other account.</summary>
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

        if (from.Currency != command.Currency || to.Currency != command.Currency)
        {
            return ResultCode.CurrencyMismatch;
        }

        if (!from.HasRoomForDebit(command.Amount) || !to.HasRoomForCredit(command.Amount))
        {
            return ResultCode.BalanceOverflow;
        }

        // From here on it must succeed.
        state.Ledger.Post(state.Movement(clearing, account, command.Amount, command.RequestId));
        return PaymentGuards.Approve(state, command, account, command.Amount, ref reply);
    }
}
