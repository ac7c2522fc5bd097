using TpWallet.Core.Accounts;
using TpWallet.Core.Instruments;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Transfers;

/// <summary>
/// Takes money outside: debits a wallet or merchant account of the sender, also while it is closing, and credits an external clearing
/// account. The fee comes on top.
/// </summary>
internal static class Withdrawal
{
    public static ResultCode Validate(in Command command) => PaymentGuards.Validate(command);

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        if (!state.Accounts.TryFind(command.Account, out var account) || !state.Accounts.TryFind(command.Counterparty, out var clearing))
        {
            return ResultCode.UnknownAccount;
        }

        ref readonly var from = ref state.Accounts[account];
        ref readonly var to = ref state.Accounts[clearing];
        if (from.Participant != state.Sender && !command.IsByOperator())
        {
            return ResultCode.NotPermitted;
        }

        if (to.Kind != AccountKind.ExternalClearing || !from.IsCustomers)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        if (from.Currency != command.Currency || to.Currency != command.Currency)
        {
            return ResultCode.CurrencyMismatch;
        }

        var refusal = AccountGuards.MayPayOut(from);
        if (refusal == ResultCode.None)
        {
            refusal = AccountGuards.MayReceive(to);
        }

        return refusal != ResultCode.None
            ? refusal
            : OwnMoney.Move(state, command, new Payer(account, Instrument.None), clearing, ref reply);
    }
}
