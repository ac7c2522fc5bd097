using TpWallet.Messages;

namespace TpWallet.Core.Accounts;

/// <summary>
/// Freezes, closes or re-activates an account. Closed is for good, and needs an account with nothing on it. Re-activation begins the cold
/// start again.
/// </summary>
internal static class SetAccountStatus
{
    public static ResultCode Validate(in Command command)
    {
        if (command.AccountStatus.Account == 0)
        {
            return ResultCode.AccountMissing;
        }

        return command.AccountStatus.Status > AccountStatus.Closed ? ResultCode.UnknownStatus : ResultCode.None;
    }

    public static ResultCode Apply(SwitchState state, in Command command)
    {
        if (!state.Accounts.TryFind(command.AccountStatus.Account, out var slot))
        {
            return ResultCode.UnknownAccount;
        }

        ref readonly var present = ref state.Accounts[slot];
        if (present.Participant != state.Sender)
        {
            return ResultCode.NotPermitted;
        }

        var status = command.AccountStatus.Status;
        if (present.Status == AccountStatus.Closed)
        {
            return status == AccountStatus.Closed ? ResultCode.Approved : ResultCode.AccountClosed;
        }

        if (status == AccountStatus.Closed && !present.IsEmpty)
        {
            return ResultCode.AccountNotEmpty;
        }

        // From here on it must succeed.
        ref var account = ref state.Accounts.Modify(slot);
        if (status == AccountStatus.Active && account.Status != AccountStatus.Active)
        {
            (account.ActivatedMs, account.PaymentsSinceActivation) = (state.TimeMs, 0);
        }

        account.Status = status;
        return ResultCode.Approved;
    }
}
