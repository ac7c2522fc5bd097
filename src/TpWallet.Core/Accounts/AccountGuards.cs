using TpWallet.Messages;

namespace TpWallet.Core.Accounts;

/// <summary>What an account's status allows.</summary>
internal static class AccountGuards
{
    /// <summary>Whether a new payment may be made from it.</summary>
    public static ResultCode MayPay(in Account account) => account.Status switch
    {
        AccountStatus.Active => ResultCode.None,
        AccountStatus.FrozenForDebit or AccountStatus.Frozen => ResultCode.AccountFrozen,
        AccountStatus.Closing or AccountStatus.Closed => ResultCode.AccountClosed,
    };

    /// <summary>Whether its owner may take money out of it: also while it is closing.</summary>
    public static ResultCode MayPayOut(in Account account) => account.Status == AccountStatus.Closing ? ResultCode.None : MayPay(account);

    /// <summary>Whether new money may come in.</summary>
    public static ResultCode MayReceive(in Account account) => account.Status switch
    {
        AccountStatus.Active or AccountStatus.FrozenForDebit => ResultCode.None,
        AccountStatus.Frozen => ResultCode.AccountFrozen,
        AccountStatus.Closing or AccountStatus.Closed => ResultCode.AccountClosed,
    };

    /// <summary>Whether what was begun earlier may still be finished: always, unless it is closed.</summary>
    public static ResultCode MayFinish(in Account left, in Account right) =>
        left.Status == AccountStatus.Closed || right.Status == AccountStatus.Closed ? ResultCode.AccountClosed : ResultCode.None;

    /// <summary>Whether an amount fits into the totals of both sides.</summary>
    public static ResultCode CheckRoom(in Account debit, in Account credit, long amount) =>
        debit.HasRoomForDebit(amount) && credit.HasRoomForCredit(amount) ? ResultCode.None : ResultCode.BalanceOverflow;
}
