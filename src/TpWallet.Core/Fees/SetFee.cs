using TpWallet.Messages;

namespace TpWallet.Core.Fees;

/// <summary>Sets what a participant pays for one kind of movement in one currency; fixed and basis points zero: nothing.</summary>
internal static class SetFee
{
    public static ResultCode Validate(in Command command)
    {
        ref readonly var body = ref command.Fee;
        if (body.On is not (CommandKind.Capture or CommandKind.Purchase or CommandKind.Refund or CommandKind.Transfer or CommandKind.Deposit
            or CommandKind.Withdrawal))
        {
            return ResultCode.KindHasNoFee;
        }

        if (body.Fixed is < 0 or > CommandLimits.AmountMax || body.BasisPoints > CommandLimits.BasisPointsMax)
        {
            return ResultCode.BasisPointsOutOfRange;
        }

        if (body.FeeAccount == 0)
        {
            return ResultCode.AccountMissing;
        }

        return Currencies.IsKnown(body.Currency) ? ResultCode.None : ResultCode.UnknownCurrency;
    }

    public static ResultCode Apply(SwitchState state, in Command command)
    {
        ref readonly var body = ref command.Fee;
        if (!state.Accounts.TryFind(body.FeeAccount, out var collector))
        {
            return ResultCode.UnknownAccount;
        }

        if (state.Accounts[collector].Kind != AccountKind.Fee)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        if (state.Accounts[collector].Currency != body.Currency)
        {
            return ResultCode.CurrencyMismatch;
        }

        var key = new FeeKey(state.Sender, body.On, body.Currency);
        var known = state.Fees.TryFind(key, out var slot);
        if (!known && !state.Fees.HasRoom)
        {
            return ResultCode.SettingsFull;
        }

        // From here on it must succeed.
        ref var fee = ref known ? ref state.Fees.Modify(slot) : ref state.Fees.Add(key, out _);
        (fee.Fixed, fee.BasisPoints, fee.Collector) = (body.Fixed, body.BasisPoints, collector);
        return ResultCode.Approved;
    }
}
