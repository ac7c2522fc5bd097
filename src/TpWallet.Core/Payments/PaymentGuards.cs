using TpWallet.Messages;

namespace TpWallet.Core.Payments;

/// <summary>The guards that every payment from a wallet to a merchant passes, in their order of precedence.</summary>
internal static class PaymentGuards
{
    public static ResultCode Validate(in Command command)
    {
        if (command.Account == 0 || command.Counterparty == 0)
        {
            return ResultCode.AccountMissing;
        }

        if (command.Account == command.Counterparty)
        {
            return ResultCode.SameAccount;
        }

        if (command.Amount is <= 0 or > CommandLimits.AmountMax)
        {
            return ResultCode.AmountOutOfRange;
        }

        return Currencies.IsKnown(command.Currency) ? ResultCode.None : ResultCode.UnknownCurrency;
    }

    /// <summary>Finds both accounts and checks everything but the funds.</summary>
    public static ResultCode CheckAccounts(SwitchState state, in Command command, out uint payerSlot, out uint merchantSlot)
    {
        merchantSlot = 0;
        if (!state.Accounts.TryFind(command.Account, out payerSlot) || !state.Accounts.TryFind(command.Counterparty, out merchantSlot))
        {
            return ResultCode.UnknownAccount;
        }

        ref readonly var payer = ref state.Accounts[payerSlot];
        ref readonly var merchant = ref state.Accounts[merchantSlot];

        // An acquirer collects for its own merchants, from the wallets of any participant.
        if (merchant.Participant != state.Sender)
        {
            return ResultCode.NotPermitted;
        }

        if (payer.Kind != AccountKind.CustomerWallet || merchant.Kind != AccountKind.Merchant)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        if (payer.Currency != command.Currency || merchant.Currency != command.Currency)
        {
            return ResultCode.CurrencyMismatch;
        }

        return payer.HasRoomForDebit(command.Amount) && merchant.HasRoomForCredit(command.Amount) ? ResultCode.None : ResultCode.BalanceOverflow;
    }

    /// <summary>Checks the funds, last of all guards; a refusal says what is available.</summary>
    public static ResultCode CheckFunds(SwitchState state, in Command command, uint payerSlot, ref Reply reply)
    {
        ref readonly var payer = ref state.Accounts[payerSlot];
        if (payer.CanSpend(command.Amount))
        {
            return ResultCode.None;
        }

        reply.Currency = command.Currency;
        reply.Available = state.VisibleAvailable(payer, command);
        return ResultCode.InsufficientFunds;
    }

    /// <summary>Fills the reply of a payment that was made or held.</summary>
    public static ResultCode Approve(SwitchState state, in Command command, uint payerSlot, long amount, ref Reply reply)
    {
        ref readonly var payer = ref state.Accounts[payerSlot];
        reply.Amount = amount;
        reply.Currency = payer.Currency;
        reply.Available = state.VisibleAvailable(payer, command);
        return ResultCode.Approved;
    }
}
