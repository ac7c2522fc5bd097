using TpWallet.Core.Positions;
using TpWallet.Messages;

namespace TpWallet.Core.Accounts;

/// <summary>Opens an account of the frame's participant. One that exists with the same properties stays as it is.</summary>
internal static class OpenAccount
{
    public static ResultCode Validate(in Command command)
    {
        ref readonly var body = ref command.OpenAccount;
        if (body.Account == 0)
        {
            return ResultCode.AccountMissing;
        }

        if (body.Kind is < AccountKind.CustomerWallet or > AccountKind.Liquidity)
        {
            return ResultCode.UnknownAccountKind;
        }

        return Currencies.IsKnown(body.Currency) ? ResultCode.None : ResultCode.UnknownCurrency;
    }

    public static ResultCode Apply(SwitchState state, in Command command)
    {
        ref readonly var body = ref command.OpenAccount;
        if (state.Accounts.TryFind(body.Account, out var slot))
        {
            ref readonly var existing = ref state.Accounts[slot];
            return existing.Kind == body.Kind && existing.Currency == body.Currency && existing.Participant == state.Sender
                ? ResultCode.Approved
                : ResultCode.AccountExistsWithOtherProperties;
        }

        if (!state.Accounts.HasRoom)
        {
            return ResultCode.AccountsFull;
        }

        if (!SetPositionCap.TryEnsure(state, state.Sender, body.Currency, out _))
        {
            return ResultCode.SettingsFull;
        }

        // From here on it must succeed.
        ref var account = ref state.Accounts.Add(body.Account, out _);
        account.Kind = body.Kind;
        account.Currency = body.Currency;
        account.Participant = state.Sender;
        account.ActivatedMs = state.TimeMs;
        account.Floor = MayGoBelowZero(body.Kind) ? Account.NoFloor : 0;
        return ResultCode.Approved;
    }

    /// <summary>The world outside mirrors what was brought in, and a participant may owe; nobody else's account goes below zero.</summary>
    private static bool MayGoBelowZero(AccountKind kind) => kind is AccountKind.ExternalClearing or AccountKind.ParticipantSettlement;
}
