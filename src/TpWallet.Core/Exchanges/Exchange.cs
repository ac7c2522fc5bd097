using TpWallet.Core.Accounts;
using TpWallet.Core.Authorizations;
using TpWallet.Core.Idempotency;
using TpWallet.Core.Instruments;
using TpWallet.Core.Ledger;
using TpWallet.Core.Limits;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Exchanges;

/// <summary>
/// Exchanges money between two wallets of the sender through liquidity accounts, at a quote that is used up by it. Selling s buys b =
/// floor(s x n / d). Of s, what b costs, ceiling(b x d / n), goes to liquidity, and the remainder of rounding, s less that, to the quote's
/// rounding account: no unit is lost or made.
/// </summary>
internal static class Exchange
{
    public static ResultCode Validate(in Command command)
    {
        var refusal = AuthorizationGuards.Validate(command);
        return refusal != ResultCode.None ? refusal : PaymentGuards.Validate(command);
    }

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        var refusal = LifeCycle.Refusal(state.Payments.StateOf(new RequestKey(state.Sender, command.OriginalRequestId), out var slot),
            CommandKind.Exchange);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        ref readonly var quote = ref state.Payments[slot];
        if (AuthorizationGuards.IsPast(state, quote))
        {
            return ResultCode.QuoteExpired;
        }

        if (!state.Accounts.TryFind(command.Account, out var seller) || !state.Accounts.TryFind(command.Counterparty, out var receiver))
        {
            return ResultCode.UnknownAccount;
        }

        refusal = CheckWallets(state, command, quote, state.Accounts[seller], state.Accounts[receiver]);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        var bought = (Int128)command.Amount * quote.Numerator / quote.Denominator;
        if (command.Amount > quote.Amount || bought < 1 || bought > CommandLimits.AmountMax)
        {
            return ResultCode.ExceedsQuote;
        }

        var cost = (bought * quote.Denominator + quote.Numerator - 1) / quote.Numerator;
        var plan = new Plan(seller, receiver, command.Amount, (long)bought, (long)cost);
        refusal = CheckRoom(state, quote, plan);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        var payer = new Payer(seller, Instrument.None);
        refusal = PaymentGuards.CheckSpending(state, command, payer, quote.Payer, fee: 0, ref reply, out _);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed.
        SpendingLimits.Count(state, payer, command.Amount, count: 1);
        Move(state, quote, plan, command.RequestId);
        state.Payments.Become(slot, CommandKind.Exchange, PaymentState.QuoteUsed, deadlineMs: 0);
        reply.Amount = plan.Bought;
        reply.Currency = state.Accounts[receiver].Currency;
        reply.Available = state.VisibleAvailable(state.Accounts[receiver], command);
        return ResultCode.Approved;
    }

    private static ResultCode CheckWallets(SwitchState state, in Command command, in Payment quote, in Account seller, in Account receiver)
    {
        if ((seller.Participant != state.Sender || receiver.Participant != state.Sender) && !command.IsByOperator())
        {
            return ResultCode.NotPermitted;
        }

        if (seller.Kind != AccountKind.CustomerWallet || receiver.Kind != AccountKind.CustomerWallet)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        if (command.Currency != quote.Sell || seller.Currency != quote.Sell || receiver.Currency != quote.Buy)
        {
            return ResultCode.CurrencyMismatch;
        }

        var refusal = AccountGuards.MayPay(seller);
        return refusal != ResultCode.None ? refusal : CheckStatus(state, quote, receiver);
    }

    private static ResultCode CheckStatus(SwitchState state, in Payment quote, in Account receiver)
    {
        var refusal = AccountGuards.MayReceive(receiver);
        if (refusal == ResultCode.None)
        {
            refusal = AccountGuards.MayReceive(state.Accounts[quote.Payer]);
        }

        if (refusal == ResultCode.None)
        {
            refusal = AccountGuards.MayReceive(state.Accounts[quote.Instrument]);
        }

        return refusal == ResultCode.None ? AccountGuards.MayPay(state.Accounts[quote.Payee]) : refusal;
    }

    private static ResultCode CheckRoom(SwitchState state, in Payment quote, in Plan plan)
    {
        ref readonly var stock = ref state.Accounts[quote.Payee];
        if (!state.Accounts[plan.Seller].HasRoomForDebit(plan.Sold) || !state.Accounts[quote.Payer].HasRoomForCredit(plan.Cost)
            || !state.Accounts[quote.Instrument].HasRoomForCredit(plan.Sold - plan.Cost) || !stock.HasRoomForDebit(plan.Bought)
            || !state.Accounts[plan.Receiver].HasRoomForCredit(plan.Bought))
        {
            return ResultCode.BalanceOverflow;
        }

        return stock.CanSpend(plan.Bought) ? ResultCode.None : ResultCode.InsufficientLiquidity;
    }

    private static void Move(SwitchState state, in Payment quote, in Plan plan, in RequestId reference)
    {
        GeneralLedger ledger = state.Ledger;
        ledger.Post(state.Movement(plan.Seller, quote.Payer, plan.Cost, reference));
        if (plan.Sold > plan.Cost)
        {
            ledger.Post(state.Movement(plan.Seller, quote.Instrument, plan.Sold - plan.Cost, reference));
        }

        ledger.Post(state.Movement(quote.Payee, plan.Receiver, plan.Bought, reference));
    }

    private readonly record struct Plan(uint Seller, uint Receiver, long Sold, long Bought, long Cost);
}
