using System.Numerics;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>Refunds, transfers, deposits, withdrawals, quotes and exchanges.</summary>
internal sealed partial class NaiveSwitch
{
    private Expected Refund(in Command command)
    {
        if ((command.Flags & CommandFlags.Unlinked) != 0)
        {
            return RefundUnlinked(command);
        }

        var refusal = FindPayment(command, out var payment, PaymentState.PartlyCaptured, PaymentState.Captured, PaymentState.ResolvedForMerchant);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        var amount = command.Amount == 0 ? payment.Returnable : command.Amount;
        if (amount == 0 || amount > payment.Returnable)
        {
            return ResultCode.RefundExceedsCaptured;
        }

        var answer = GiveBack(command, payment.Payee, payment.Payer, amount);
        if (answer.Result == ResultCode.Approved)
        {
            Put(command, command.OriginalRequestId, payment with { Refunded = payment.Refunded + amount });
        }

        return answer;
    }

    private Expected RefundUnlinked(in Command command)
    {
        if (_rights.GetValueOrDefault(command.Participant) == ParticipantRights.None)
        {
            return ResultCode.NotPermitted;
        }

        var refusal = FindPayer(command, out var wallet, out _);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (!_books.Accounts.TryGetValue(command.Counterparty, out var merchant))
        {
            return ResultCode.UnknownAccount;
        }

        refusal = First(
            merchant.Participant == command.Participant ? ResultCode.None : ResultCode.NotPermitted,
            wallet.Kind == AccountKind.CustomerWallet && merchant.Kind == AccountKind.Merchant ? ResultCode.None : ResultCode.AccountKindNotAllowed,
            wallet.Currency == command.Currency && merchant.Currency == command.Currency ? ResultCode.None : ResultCode.CurrencyMismatch,
            MayPay(merchant),
            MayReceive(wallet));
        return refusal != ResultCode.None ? refusal : GiveBack(command, merchant.Number, wallet.Number, command.Amount);
    }

    private Expected GiveBack(in Command command, ulong merchant, ulong wallet, BigInteger amount)
    {
        var (from, to) = (_books.Accounts[merchant], _books.Accounts[wallet]);
        var fee = FeeOf(command, CommandKind.Refund, from.Currency, amount);
        var refusal = First(from.FitsDebit(amount) && to.FitsCredit(amount) ? ResultCode.None : ResultCode.BalanceOverflow,
            CheckFee(merchant, fee, amount));
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (amount > PositionRoom(from, to))
        {
            return new Expected(ResultCode.PositionCapExceeded, 0, 0, Limits.LimitRule.PositionCap);
        }

        if (!from.CanSpend(amount + fee.Amount))
        {
            return ResultCode.InsufficientFunds;
        }

        Move(merchant, wallet, amount);
        TakeFee(merchant, fee);
        return new Expected(ResultCode.Approved, amount, Visible(wallet, command));
    }

    private Expected Transfer(in Command command)
    {
        var refusal = FindPayer(command, out var from, out var instrument);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (!_books.Accounts.TryGetValue(command.Counterparty, out var to))
        {
            return ResultCode.UnknownAccount;
        }

        refusal = First(
            from.Number != to.Number ? ResultCode.None : ResultCode.SameAccount,
            from.Participant == command.Participant || IsByOperator(command) ? ResultCode.None : ResultCode.NotPermitted,
            from.Kind == AccountKind.CustomerWallet && to.Kind == AccountKind.CustomerWallet ? ResultCode.None : ResultCode.AccountKindNotAllowed,
            from.Currency == command.Currency && to.Currency == command.Currency ? ResultCode.None : ResultCode.CurrencyMismatch,
            MayPay(from),
            MayReceive(to));
        return refusal != ResultCode.None ? refusal : MoveOwn(command, from.Number, instrument, to.Number);
    }

    private Expected Withdraw(in Command command)
    {
        if (!_books.Accounts.TryGetValue(command.Account, out var from) || !_books.Accounts.TryGetValue(command.Counterparty, out var to))
        {
            return ResultCode.UnknownAccount;
        }

        var refusal = First(
            from.Participant == command.Participant || IsByOperator(command) ? ResultCode.None : ResultCode.NotPermitted,
            to.Kind == AccountKind.ExternalClearing && from.IsCustomers ? ResultCode.None : ResultCode.AccountKindNotAllowed,
            from.Currency == command.Currency && to.Currency == command.Currency ? ResultCode.None : ResultCode.CurrencyMismatch,
            from.Status == AccountStatus.Closing ? ResultCode.None : MayPay(from),
            MayReceive(to));
        return refusal != ResultCode.None ? refusal : MoveOwn(command, from.Number, 0, to.Number);
    }

    private Expected MoveOwn(in Command command, ulong from, ulong instrument, ulong to)
    {
        var fee = FeeOf(command, command.Kind, command.Currency, command.Amount);
        var refusal = CheckFee(from, fee, command.Amount);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (CheckSpending(command, from, instrument, to, command.Amount, fee.Amount, out _) is { } declined)
        {
            return declined;
        }

        Count(from, instrument, DateOf(from), command.Amount, 1);
        Move(from, to, command.Amount);
        TakeFee(from, fee);
        return Spent(command, from, command.Amount);
    }

    private Expected Deposit(in Command command)
    {
        if (!_books.Accounts.TryGetValue(command.Account, out var to) || !_books.Accounts.TryGetValue(command.Counterparty, out var from))
        {
            return ResultCode.UnknownAccount;
        }

        var fee = FeeOf(command, CommandKind.Deposit, command.Currency, command.Amount);
        fee = fee.Collector == to.Number ? (0, 0) : fee;
        var refusal = First(
            from.Kind == AccountKind.ExternalClearing && to.Kind != AccountKind.ExternalClearing ? ResultCode.None : ResultCode.AccountKindNotAllowed,
            from.Currency == command.Currency && to.Currency == command.Currency ? ResultCode.None : ResultCode.CurrencyMismatch,
            MayPay(from),
            MayReceive(to),
            from.FitsDebit(command.Amount) && to.FitsCredit(command.Amount) ? ResultCode.None : ResultCode.BalanceOverflow,
            CheckFee(to.Number, fee, 0));
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        Move(from.Number, to.Number, command.Amount);
        TakeFee(to.Number, fee);
        return new Expected(ResultCode.Approved, command.Amount, Visible(to.Number, command));
    }

    private Expected OpenQuote(in Command command)
    {
        var body = command.Quote;
        if (!_books.Accounts.TryGetValue(body.SellLiquidity, out var takes) || !_books.Accounts.TryGetValue(body.BuyLiquidity, out var gives)
            || !_books.Accounts.TryGetValue(body.RoundingAccount, out var rounding))
        {
            return ResultCode.UnknownAccount;
        }

        if (takes.Kind != AccountKind.Liquidity || gives.Kind != AccountKind.Liquidity || rounding.Kind != AccountKind.Fee)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        if (takes.Currency != body.Sell || gives.Currency != body.Buy || rounding.Currency != body.Sell)
        {
            return ResultCode.CurrencyMismatch;
        }

        var quote = new NaiveQuote(body.Sell, body.Buy, body.Numerator, body.Denominator, body.SellMaximum, takes.Number, gives.Number,
            rounding.Number);
        Put(command, command.RequestId, new NaivePayment(PaymentState.Quoted, takes.Number, 0, gives.Number)
        {
            Quote = quote,
            DeadlineMs = _timeMs + body.Seconds * 1000L,
            Order = _order,
        });
        return new Expected(ResultCode.Approved, body.SellMaximum, 0);
    }

    private Expected Exchange(in Command command)
    {
        _books.Payments.TryGetValue((command.Participant, command.OriginalRequestId), out var payment);
        var refusal = payment?.State switch
        {
            PaymentState.Quoted => IsPast(payment) ? ResultCode.QuoteExpired : ResultCode.None,
            PaymentState.QuoteUsed => ResultCode.QuoteUsed,
            PaymentState.QuoteExpired => ResultCode.QuoteExpired,
            _ => ResultCode.UnknownQuote,
        };
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (!_books.Accounts.TryGetValue(command.Account, out var seller) || !_books.Accounts.TryGetValue(command.Counterparty, out var receiver))
        {
            return ResultCode.UnknownAccount;
        }

        var quote = payment!.Quote!;
        var (takes, gives, rounding) = (_books.Accounts[quote.Takes], _books.Accounts[quote.Gives], _books.Accounts[quote.Rounding]);
        var isOwn = seller.Participant == command.Participant && receiver.Participant == command.Participant;
        var bought = command.Amount * quote.Numerator / quote.Denominator;
        var cost = (bought * quote.Denominator + quote.Numerator - 1) / quote.Numerator;
        var rest = command.Amount - cost;
        var fits = seller.FitsDebit(command.Amount) && takes.FitsCredit(cost) && rounding.FitsCredit(rest) && gives.FitsDebit(bought)
            && receiver.FitsCredit(bought);
        refusal = First(
            isOwn || IsByOperator(command) ? ResultCode.None : ResultCode.NotPermitted,
            seller.Kind == AccountKind.CustomerWallet && receiver.Kind == AccountKind.CustomerWallet ? ResultCode.None
                : ResultCode.AccountKindNotAllowed,
            command.Currency == quote.Sell && seller.Currency == quote.Sell && receiver.Currency == quote.Buy ? ResultCode.None
                : ResultCode.CurrencyMismatch,
            MayPay(seller),
            MayReceive(receiver),
            MayReceive(takes),
            MayReceive(rounding),
            MayPay(gives),
            command.Amount > quote.Maximum || bought < 1 || bought > CommandLimits.AmountMax ? ResultCode.ExceedsQuote : ResultCode.None,
            fits ? ResultCode.None : ResultCode.BalanceOverflow,
            gives.CanSpend(bought) ? ResultCode.None : ResultCode.InsufficientLiquidity);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (CheckSpending(command, seller.Number, 0, takes.Number, command.Amount, 0, out _) is { } declined)
        {
            return declined;
        }

        Count(seller.Number, 0, DateOf(seller.Number), command.Amount, 1);
        Move(seller.Number, takes.Number, cost);
        Move(seller.Number, rounding.Number, rest);
        Move(gives.Number, receiver.Number, bought);
        Put(command, command.OriginalRequestId, payment with { State = PaymentState.QuoteUsed, DeadlineMs = null });
        return new Expected(ResultCode.Approved, bought, Visible(receiver.Number, command));
    }
}
