using TpWallet.Messages;

namespace TpWallet.Core.Accounts;

/// <summary>
/// Sets how far a wallet or merchant account may go below zero, or what must always stay on it, and its tier. Holds that were granted under
/// other terms stand.
/// </summary>
internal static class SetAccountTerms
{
    public static ResultCode Validate(in Command command)
    {
        ref readonly var body = ref command.AccountTerms;
        if (body.Account == 0)
        {
            return ResultCode.AccountMissing;
        }

        return body.CreditLimit is < 0 or > CommandLimits.AmountMax || body.MinimumBalance is < 0 or > CommandLimits.AmountMax
            || (body.CreditLimit != 0 && body.MinimumBalance != 0)
            ? ResultCode.TermsOutOfRange
            : ResultCode.None;
    }

    public static ResultCode Apply(SwitchState state, in Command command)
    {
        if (!state.Accounts.TryFind(command.AccountTerms.Account, out var slot))
        {
            return ResultCode.UnknownAccount;
        }

        ref readonly var present = ref state.Accounts[slot];
        if (present.Participant != state.Sender)
        {
            return ResultCode.NotPermitted;
        }

        if (!present.IsCustomers)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        // From here on it must succeed.
        ref var account = ref state.Accounts.Modify(slot);
        account.Floor = command.AccountTerms.MinimumBalance - command.AccountTerms.CreditLimit;
        account.Tier = command.AccountTerms.Tier;
        return ResultCode.Approved;
    }
}
