using TpWallet.Core.Accounts;
using TpWallet.Core.Limits;
using TpWallet.Core.Positions;
using TpWallet.Messages;

namespace TpWallet.Core.Payments;

/// <summary>The guards that movements of money share, each a step in the order of precedence that the room's README states.</summary>
internal static class PaymentGuards
{
    /// <summary>Both accounts named and different, a positive amount, a known currency.</summary>
    public static ResultCode Validate(in Command command)
    {
        if (command.Account == 0 || command.Counterparty == 0)
        {
            return ResultCode.AccountMissing;
        }

        if (command.Account == command.Counterparty && (command.Flags & CommandFlags.ByInstrument) == 0)
        {
            return ResultCode.SameAccount;
        }

        if (command.Amount is <= 0 or > CommandLimits.AmountMax)
        {
            return ResultCode.AmountOutOfRange;
        }

        return Currencies.IsKnown(command.Currency) ? ResultCode.None : ResultCode.UnknownCurrency;
    }

    /// <summary>Finds payer and merchant and checks everything that doesn't depend on the amount.</summary>
    public static ResultCode CheckParties(SwitchState state, in Command command, out Payer payer, out uint merchantSlot)
    {
        merchantSlot = 0;
        var refusal = Payer.Find(state, command, out payer);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (!state.Accounts.TryFind(command.Counterparty, out merchantSlot))
        {
            return ResultCode.UnknownAccount;
        }

        ref readonly var from = ref state.Accounts[payer.Account];
        ref readonly var merchant = ref state.Accounts[merchantSlot];

        // An acquirer collects for its own merchants, from the wallets of any participant.
        if (merchant.Participant != state.Sender)
        {
            return ResultCode.NotPermitted;
        }

        if (from.Kind != AccountKind.CustomerWallet || merchant.Kind != AccountKind.Merchant)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        return CheckCurrencyAndStatus(command, from, merchant);
    }

    /// <summary>Both accounts in the command's currency, the payer free to pay and the payee to receive.</summary>
    public static ResultCode CheckCurrencyAndStatus(in Command command, in Account from, in Account to)
    {
        if (from.Currency != command.Currency || to.Currency != command.Currency)
        {
            return ResultCode.CurrencyMismatch;
        }

        var refusal = AccountGuards.MayPay(from);
        return refusal != ResultCode.None ? refusal : AccountGuards.MayReceive(to);
    }

    /// <summary>
    /// Checks limits, position and funds, the last of all guards, and says how much may be spent: the amount asked for or, where the
    /// command allows a partial approval, what is left. A refusal fills the reply with what decided.
    /// </summary>
    public static ResultCode CheckSpending(SwitchState state, in Command command, in Payer payer, uint payee, long fee, ref Reply reply,
        out long approved)
    {
        approved = command.Amount;
        ref readonly var from = ref state.Accounts[payer.Account];
        var partial = (command.Flags & CommandFlags.AllowPartialApproval) != 0;
        var isNew = command.Kind is not (CommandKind.IncrementAuthorization or CommandKind.Capture);
        var limit = SpendingLimits.Room(state, payer, isNew, out var rule);
        var position = PositionBook.Room(state, payer.Account, payee);
        var most = Math.Min(Math.Min(limit, position), from.Floor == Account.NoFloor ? long.MaxValue : from.Available);
        if (partial && fee == 0 && most > 0)
        {
            approved = Math.Min(approved, most);
        }

        reply.Currency = command.Currency;
        if (approved > limit)
        {
            reply.Rule = (ushort)rule;
            return SpendingLimits.RefusalOf(rule);
        }

        if (approved > position)
        {
            reply.Rule = (ushort)LimitRule.PositionCap;
            return ResultCode.PositionCapExceeded;
        }

        if (from.CanSpend(approved + fee))
        {
            return AccountGuards.CheckRoom(from, state.Accounts[payee], approved + fee);
        }

        reply.Available = state.VisibleAvailable(from, command);
        return ResultCode.InsufficientFunds;
    }

    /// <summary>Fills the reply of a movement that was made or held.</summary>
    public static ResultCode Approve(SwitchState state, in Command command, uint account, long amount, ref Reply reply)
    {
        ref readonly var from = ref state.Accounts[account];
        reply.Amount = amount;
        reply.Currency = from.Currency;
        reply.Available = state.VisibleAvailable(from, command);
        return amount < command.Amount && (command.Flags & CommandFlags.AllowPartialApproval) != 0 ? ResultCode.ApprovedPartially
            : ResultCode.Approved;
    }
}
