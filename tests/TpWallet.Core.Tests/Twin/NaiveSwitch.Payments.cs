using System.Numerics;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>Authorizations and purchases, and what is said about them later.</summary>
internal sealed partial class NaiveSwitch
{
    private Expected Pay(in Command command)
    {
        var refusal = FindPayer(command, out var payer, out var instrument);
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
            payer.Kind == AccountKind.CustomerWallet && merchant.Kind == AccountKind.Merchant ? ResultCode.None : ResultCode.AccountKindNotAllowed,
            payer.Currency == command.Currency && merchant.Currency == command.Currency ? ResultCode.None : ResultCode.CurrencyMismatch,
            MayPay(payer),
            MayReceive(merchant));
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (command.Amount == 0)
        {
            return ResultCode.Verified;
        }

        if (CheckSpending(command, payer.Number, instrument, merchant.Number, command.Amount, 0, out var amount) is { } declined)
        {
            return declined;
        }

        return command.Kind == CommandKind.Purchase
            ? Purchase(command, payer.Number, instrument, merchant.Number, amount)
            : Authorize(command, payer.Number, instrument, merchant.Number, amount);
    }

    private Expected Authorize(in Command command, ulong payer, ulong instrument, ulong merchant, BigInteger amount)
    {
        Put(command, command.RequestId,
            New(command, PaymentState.Held, payer, instrument, merchant, amount) with { Held = amount, DeadlineMs = HoldUntil(command) });
        Count(payer, instrument, DateOf(payer), amount, 1);
        Hold(payer, merchant, amount);
        return Spent(command, payer, amount);
    }

    private Expected Purchase(in Command command, ulong payer, ulong instrument, ulong merchant, BigInteger amount)
    {
        var fee = FeeOf(command, CommandKind.Purchase, command.Currency, amount);
        var refusal = CheckFee(merchant, fee, 0);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        Put(command, command.RequestId,
            New(command, PaymentState.Captured, payer, instrument, merchant, amount) with { Captured = amount, IsPurchase = true, Fee = fee });
        Count(payer, instrument, DateOf(payer), amount, 1);
        Move(payer, merchant, amount);
        TakeFee(merchant, fee);
        return Spent(command, payer, amount);
    }

    private Expected Increment(in Command command)
    {
        var refusal = FindPayment(command, out var payment, PaymentState.Held, PaymentState.PartlyCaptured);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        refusal = First(IsPast(payment) ? ResultCode.AuthorizationExpired : ResultCode.None, MayPay(_books.Accounts[payment.Payer]));
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (CheckSpending(command, payment.Payer, payment.Instrument, payment.Payee, command.Amount, 0, out var amount) is { } declined)
        {
            return declined;
        }

        Put(command, command.OriginalRequestId, payment with
        {
            Amount = payment.Amount + amount,
            Held = payment.Held + amount,
            DeadlineMs = command.HoldSeconds == 0 ? payment.DeadlineMs : HoldUntil(command),
        });
        Count(payment.Payer, payment.Instrument, DateOf(payment.Payer), amount, 0);
        Hold(payment.Payer, payment.Payee, amount);
        return Spent(command, payment.Payer, amount);
    }

    private Expected Capture(in Command command)
    {
        var refusal = FindPayment(command, out var payment, PaymentState.Held, PaymentState.PartlyCaptured);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (IsPast(payment))
        {
            return ResultCode.AuthorizationExpired;
        }

        var amount = command.Amount == 0 ? payment.Held : command.Amount;
        if (payment.Captured + amount > payment.Amount + payment.Amount * _tolerances.GetValueOrDefault(payment.Category) / 10_000)
        {
            return ResultCode.AmountExceedsAuthorization;
        }

        var fee = FeeOf(command, CommandKind.Capture, _books.Accounts[payment.Payer].Currency, amount);
        refusal = CheckFee(payment.Payee, fee, 0);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        var beyond = BigInteger.Max(0, amount - payment.Held);
        if (beyond > 0)
        {
            refusal = MayPay(_books.Accounts[payment.Payer]);
            if (refusal != ResultCode.None)
            {
                return refusal;
            }

            if (CheckSpending(command, payment.Payer, payment.Instrument, payment.Payee, beyond, 0, out _) is { } declined)
            {
                return declined;
            }

            Count(payment.Payer, payment.Instrument, DateOf(payment.Payer), beyond, 0);
        }

        Hold(payment.Payer, payment.Payee, beyond - amount);
        Move(payment.Payer, payment.Payee, amount);
        payment = payment with { Captured = payment.Captured + amount, Held = payment.Held - (amount - beyond) };
        if (payment.Held > 0 && (command.Flags & CommandFlags.MoreCapturesFollow) != 0)
        {
            Put(command, command.OriginalRequestId, payment with { State = PaymentState.PartlyCaptured });
        }
        else
        {
            EndHold(command.Participant, command.OriginalRequestId, payment, payment.Held, PaymentState.Captured);
        }

        TakeFee(payment.Payee, fee);
        return Spent(command, payment.Payer, amount);
    }

    private Expected Void(in Command command)
    {
        var refusal = FindPayment(command, out var payment, PaymentState.Held, PaymentState.PartlyCaptured);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        EndHold(command.Participant, command.OriginalRequestId, payment, payment.Held, payment.Captured > 0 ? PaymentState.Captured
            : PaymentState.Voided);
        return Spent(command, payment.Payer, payment.Held);
    }

    private Expected Reverse(in Command command)
    {
        var key = (command.Participant, command.OriginalRequestId);
        if (!_books.Payments.TryGetValue(key, out var payment))
        {
            if (_answers.TryGetValue(key, out var known))
            {
                return known.Answer.Result is ResultCode.Approved or ResultCode.ApprovedPartially ? ResultCode.UnknownAuthorization
                    : ResultCode.NothingToReverse;
            }

            if (IsOriginalInHistory(command))
            {
                return ResultCode.UnknownAuthorization;
            }

            Put(command, command.OriginalRequestId, new NaivePayment(PaymentState.ReversedBeforeArrival, 0, 0, 0));
            return ResultCode.ReversalNoted;
        }

        if (payment.State is PaymentState.Voided or PaymentState.Expired or PaymentState.Reversed or PaymentState.ReversedBeforeArrival)
        {
            return ResultCode.NothingToReverse;
        }

        var refusal = FindPayment(command, out payment, PaymentState.Held, PaymentState.PartlyCaptured, PaymentState.Captured);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (payment.State == PaymentState.Captured)
        {
            return payment.IsPurchase ? ReversePurchase(command, payment) : ResultCode.AuthorizationCaptured;
        }

        if (command.Amount >= payment.Held)
        {
            return ResultCode.AmountNotLower;
        }

        var reversed = payment.Held - command.Amount;
        var next = command.Amount > 0 ? payment.State : payment.Captured > 0 ? PaymentState.Captured : PaymentState.Reversed;
        EndHold(command.Participant, command.OriginalRequestId, payment with { Amount = payment.Amount - reversed }, reversed, next);
        return Spent(command, payment.Payer, reversed);
    }

    private Expected ReversePurchase(in Command command, NaivePayment payment)
    {
        if (payment.Refunded > 0 || payment.Disputed > 0)
        {
            return ResultCode.ReversalTooLate;
        }

        if (command.Amount >= payment.Captured)
        {
            return ResultCode.AmountNotLower;
        }

        var reversed = payment.Captured - command.Amount;
        var fee = command.Amount == 0 ? payment.Fee.Amount : 0;
        var merchant = _books.Accounts[payment.Payee];
        if (!merchant.CanSpend(reversed - fee) || (fee > 0 && !_books.Accounts[payment.Fee.Collector].CanSpend(fee)))
        {
            return ResultCode.InsufficientFunds;
        }

        if (!merchant.FitsDebit(reversed) || !_books.Accounts[payment.Payer].FitsCredit(reversed))
        {
            return ResultCode.BalanceOverflow;
        }

        if (fee > 0)
        {
            Move(payment.Fee.Collector, payment.Payee, fee);
        }

        var left = payment.Captured - reversed;
        Count(payment.Payer, payment.Instrument, payment.CountedDate, -reversed, left == 0 ? -1 : 0);
        Move(payment.Payee, payment.Payer, reversed);
        Put(command, command.OriginalRequestId, payment with
        {
            Captured = left,
            Amount = payment.Amount - reversed,
            State = left == 0 ? PaymentState.Reversed : PaymentState.Captured,
        });
        return Spent(command, payment.Payer, reversed);
    }

    /// <summary>Releases a part of a hold or all of it, and gives back what it counted.</summary>
    private void EndHold(uint participant, RequestId id, NaivePayment payment, BigInteger released, PaymentState next)
    {
        var left = payment.Held - released;
        if (released > 0)
        {
            Count(payment.Payer, payment.Instrument, payment.CountedDate, -released, left == 0 && payment.Captured == 0 ? -1 : 0);
            Hold(payment.Payer, payment.Payee, -released);
        }

        var ended = payment with { Held = left, State = next, DeadlineMs = left > 0 ? payment.DeadlineMs : null };
        _books = _books with { Payments = _books.Payments.SetItem((participant, id), ended) };
    }

    private NaivePayment New(in Command command, PaymentState state, ulong payer, ulong instrument, ulong payee, BigInteger amount) =>
        new(state, payer, instrument, payee)
        {
            Amount = amount,
            Category = command.MerchantCategoryCode,
            CountedDate = DateOf(payer),
            Order = _order
        };

    private long HoldUntil(in Command command) =>
        _timeMs + (command.HoldSeconds == 0 ? CommandLimits.HoldSecondsDefault : command.HoldSeconds) * 1000L;

    private bool IsPast(NaivePayment payment) => payment.DeadlineMs <= _timeMs;

    private void Put(in Command command, RequestId id, NaivePayment payment) =>
        _books = _books with { Payments = _books.Payments.SetItem((command.Participant, id), payment) };

    /// <summary>Finds the payment that a command is about, in one of the states in which it may be.</summary>
    private ResultCode FindPayment(in Command command, out NaivePayment payment, params ReadOnlySpan<PaymentState> allowed)
    {
        if (!_books.Payments.TryGetValue((command.Participant, command.OriginalRequestId), out payment!))
        {
            return ResultCode.UnknownAuthorization;
        }

        if (!allowed.Contains(payment.State))
        {
            return WhyNot(command.Kind, payment.State);
        }

        if (command.Currency != Currency.None && command.Currency != _books.Accounts[payment.Payer].Currency)
        {
            return ResultCode.CurrencyMismatch;
        }

        var closed = _books.Accounts[payment.Payer].Status == AccountStatus.Closed || _books.Accounts[payment.Payee].Status == AccountStatus.Closed;
        return closed ? ResultCode.AccountClosed : ResultCode.None;
    }

    private static ResultCode WhyNot(CommandKind kind, PaymentState state)
    {
        if (kind is CommandKind.Representment or CommandKind.ResolveForMerchant or CommandKind.ResolveForPayer)
        {
            return ResultCode.NoDispute;
        }

        return state switch
        {
            PaymentState.Quoted or PaymentState.QuoteUsed or PaymentState.QuoteExpired => ResultCode.UnknownAuthorization,
            PaymentState.Held or PaymentState.PartlyCaptured => ResultCode.NotCaptured,
            PaymentState.Captured => ResultCode.AuthorizationCaptured,
            PaymentState.Voided => ResultCode.AuthorizationVoided,
            PaymentState.Expired => ResultCode.AuthorizationExpired,
            PaymentState.Reversed or PaymentState.ReversedBeforeArrival => ResultCode.AuthorizationReversed,
            _ => ResultCode.DisputeOpen,
        };
    }

    private Expected Spent(in Command command, ulong account, BigInteger amount)
    {
        var partly = (command.Flags & CommandFlags.AllowPartialApproval) != 0 && amount < command.Amount;
        return new Expected(partly ? ResultCode.ApprovedPartially : ResultCode.Approved, amount, Visible(account, command));
    }
}
