using System.Numerics;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>Disputes, and what happens when time passes.</summary>
internal sealed partial class NaiveSwitch
{
    private Expected Chargeback(in Command command)
    {
        var refusal = FindPayment(command, out var payment, PaymentState.Captured);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        var merchant = _books.Accounts[payment.Payee];
        var bearer = merchant;
        if (command.Counterparty != 0 && command.Counterparty != merchant.Number)
        {
            if (!_books.Accounts.TryGetValue(command.Counterparty, out bearer!))
            {
                return ResultCode.UnknownAccount;
            }

            refusal = First(
                bearer.Participant == merchant.Participant ? ResultCode.None : ResultCode.NotPermitted,
                bearer.Kind == AccountKind.ParticipantSettlement ? ResultCode.None : ResultCode.AccountKindNotAllowed,
                bearer.Currency == merchant.Currency ? ResultCode.None : ResultCode.CurrencyMismatch);
            if (refusal != ResultCode.None)
            {
                return refusal;
            }
        }

        var amount = command.Amount == 0 ? payment.Returnable : command.Amount;
        if (amount == 0 || amount > payment.Returnable)
        {
            return ResultCode.RefundExceedsCaptured;
        }

        refusal = CheckDisputed(bearer.Number, payment.Payer, amount);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        Put(command, command.OriginalRequestId, payment with
        {
            State = PaymentState.ChargedBack,
            Disputed = amount,
            Bearer = bearer.Number,
            DeadlineMs = DisputeUntil(command),
        });
        Move(bearer.Number, payment.Payer, amount);
        return new Expected(ResultCode.Approved, amount, Visible(bearer.Number, command));
    }

    private Expected Represent(in Command command)
    {
        var refusal = FindPayment(command, out var payment, PaymentState.ChargedBack);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        refusal = First(IsPast(payment) ? ResultCode.DeadlinePassed : ResultCode.None,
            CheckDisputed(payment.Payer, payment.Bearer, payment.Disputed));
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        Put(command, command.OriginalRequestId, payment with { State = PaymentState.Represented, DeadlineMs = DisputeUntil(command) });
        Move(payment.Payer, payment.Bearer, payment.Disputed);
        return new Expected(ResultCode.Approved, payment.Disputed, Visible(payment.Payer, command));
    }

    private Expected Resolve(in Command command)
    {
        var refusal = FindPayment(command, out var payment, PaymentState.ChargedBack, PaymentState.Represented);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        if (IsPast(payment))
        {
            return ResultCode.DeadlinePassed;
        }

        var forMerchant = command.Kind == CommandKind.ResolveForMerchant;
        var (from, to) = forMerchant ? (payment.Payer, payment.Bearer) : (payment.Bearer, payment.Payer);
        var moves = forMerchant == (payment.State == PaymentState.ChargedBack);
        refusal = moves ? CheckDisputed(from, to, payment.Disputed) : ResultCode.None;
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        Settle((command.Participant, command.OriginalRequestId), payment, forMerchant);
        if (moves)
        {
            Move(from, to, payment.Disputed);
        }

        return new Expected(ResultCode.Approved, payment.Disputed, Visible(moves ? from : to, command));
    }

    private ResultCode CheckDisputed(ulong from, ulong to, BigInteger amount)
    {
        var (payer, payee) = (_books.Accounts[from], _books.Accounts[to]);
        return First(
            payer.Status == AccountStatus.Closed || payee.Status == AccountStatus.Closed ? ResultCode.AccountClosed : ResultCode.None,
            payer.FitsDebit(amount) && payee.FitsCredit(amount) ? ResultCode.None : ResultCode.BalanceOverflow,
            payer.CanSpend(amount) ? ResultCode.None : ResultCode.InsufficientFunds);
    }

    private void Settle((uint, RequestId) key, NaivePayment payment, bool forMerchant) => _books = _books with
    {
        Payments = _books.Payments.SetItem(key, payment with
        {
            State = forMerchant ? PaymentState.ResolvedForMerchant : PaymentState.ResolvedForPayer,
            Disputed = forMerchant ? 0 : payment.Disputed,
            DeadlineMs = null,
        }),
    };

    private long DisputeUntil(in Command command) =>
        _timeMs + (command.HoldSeconds == 0 ? CommandLimits.DisputeSecondsDefault : command.HoldSeconds) * 1000L;

    private Expected Tick(in Command command)
    {
        if (command.Tick.TimeMs != 0)
        {
            return ResultCode.TimeOutOfRange;
        }

        var due = _books.Payments.Where(pair => IsPast(pair.Value)).OrderBy(static pair => pair.Value.DeadlineMs).ThenBy(static pair =>
            pair.Value.Order).ToArray();
        foreach (var (key, payment) in due)
        {
            switch (payment.State)
            {
                case PaymentState.Held or PaymentState.PartlyCaptured:
                    EndHold(key.Participant, key.Id, payment, payment.Held, payment.Captured > 0 ? PaymentState.Captured : PaymentState.Expired);
                    break;
                case PaymentState.ChargedBack or PaymentState.Represented:
                    Settle(key, payment, forMerchant: payment.State == PaymentState.Represented);
                    break;
                case PaymentState.Quoted:
                    _books = _books with
                    {
                        Payments = _books.Payments.SetItem(key,
                        payment with { State = PaymentState.QuoteExpired, DeadlineMs = null })
                    };
                    break;
            }
        }

        return new Expected(ResultCode.Approved, due.Length, 0);
    }
}
