using TpWallet.Core.Idempotency;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Exchanges;

/// <summary>Offers a firm rate between two currencies: for one exchange, up to an amount, until it expires.</summary>
internal static class OpenQuote
{
    public static ResultCode Validate(in Command command)
    {
        ref readonly var quote = ref command.Quote;
        if (quote.SellLiquidity == 0 || quote.BuyLiquidity == 0 || quote.RoundingAccount == 0)
        {
            return ResultCode.AccountMissing;
        }

        if (!Currencies.IsKnown(quote.Sell) || !Currencies.IsKnown(quote.Buy))
        {
            return ResultCode.UnknownCurrency;
        }

        return quote.Sell == quote.Buy
            || quote.Numerator is < 1 or > CommandLimits.RateTermMax || quote.Denominator is < 1 or > CommandLimits.RateTermMax
            || quote.SellMaximum is < 1 or > CommandLimits.AmountMax || quote.Seconds is < 1 or > CommandLimits.QuoteSecondsMax
            ? ResultCode.RateOutOfRange
            : ResultCode.None;
    }

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        ref readonly var body = ref command.Quote;
        if (!state.Accounts.TryFind(body.SellLiquidity, out var sell) || !state.Accounts.TryFind(body.BuyLiquidity, out var buy)
            || !state.Accounts.TryFind(body.RoundingAccount, out var rounding))
        {
            return ResultCode.UnknownAccount;
        }

        if (state.Accounts[sell].Kind != AccountKind.Liquidity || state.Accounts[buy].Kind != AccountKind.Liquidity
            || state.Accounts[rounding].Kind != AccountKind.Fee)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        if (state.Accounts[sell].Currency != body.Sell || state.Accounts[buy].Currency != body.Buy || state.Accounts[rounding].Currency != body.Sell)
        {
            return ResultCode.CurrencyMismatch;
        }

        if (!state.Payments.HasRoom)
        {
            return ResultCode.AuthorizationsFull;
        }

        // From here on it must succeed.
        ref var quote = ref state.Payments.Add(new RequestKey(state.Sender, command.RequestId), out var slot);
        quote.Sequence = state.Sequence;
        (quote.Payer, quote.Payee, quote.Instrument) = (sell, buy, rounding);
        (quote.Numerator, quote.Denominator, quote.Amount) = (body.Numerator, body.Denominator, body.SellMaximum);
        (quote.Sell, quote.Buy) = (body.Sell, body.Buy);
        state.Payments.Become(slot, CommandKind.OpenQuote, PaymentState.Quoted, state.TimeMs + body.Seconds * 1000L);
        reply.Amount = body.SellMaximum;
        reply.Currency = body.Sell;
        return ResultCode.Approved;
    }
}
