using TpWallet.Messages;

namespace TpWallet.Core.Inquiries;

/// <summary>Tells an account's posted balance and what is available of it, to its own participant or the operator.</summary>
internal static class BalanceInquiry
{
    public static ResultCode Validate(in Command command) => command.Account == 0 ? ResultCode.AccountMissing : ResultCode.None;

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        if (!state.Accounts.TryFind(command.Account, out var slot))
        {
            return ResultCode.UnknownAccount;
        }

        ref readonly var account = ref state.Accounts[slot];
        if (account.Participant != state.Sender && !command.IsByOperator())
        {
            return ResultCode.NotPermitted;
        }

        reply.Amount = account.Posted;
        reply.Available = account.Available;
        reply.Currency = account.Currency;
        return ResultCode.Approved;
    }
}
