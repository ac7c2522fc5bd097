using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Transfers;

/// <summary>Moves money from a wallet of the sender's to another wallet, of any participant. The fee comes on top.</summary>
internal static class Transfer
{
    public static ResultCode Validate(in Command command) => PaymentGuards.Validate(command);

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        var refusal = Payer.Find(state, command, out var payer);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (!state.Accounts.TryFind(command.Counterparty, out var receiver))
        {
            return ResultCode.UnknownAccount;
        }

        if (receiver == payer.Account)
        {
            return ResultCode.SameAccount;
        }

        ref readonly var from = ref state.Accounts[payer.Account];
        ref readonly var to = ref state.Accounts[receiver];
        if (from.Participant != state.Sender && !command.IsByOperator())
        {
            return ResultCode.NotPermitted;
        }

        if (from.Kind != AccountKind.CustomerWallet || to.Kind != AccountKind.CustomerWallet)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        refusal = PaymentGuards.CheckCurrencyAndStatus(command, from, to);
        return refusal != ResultCode.None ? refusal : OwnMoney.Move(state, command, payer, receiver, ref reply);
    }
}
