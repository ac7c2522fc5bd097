using System.Runtime.CompilerServices;
using TpWallet.Core.Accounts;
using TpWallet.Core.Instruments;
using TpWallet.Core.Memory;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Snapshots;

/// <summary>What is wrong with a loaded payment or quote, or null; and whether the holds of all of them are what the accounts have pending.</summary>
internal sealed class PaymentChecks(SwitchState state, ulong lastSequence)
{
    private readonly KeyedTable<ulong, Account> _accounts = state.Accounts;

    public string? Payment(in Payment payment)
    {
        if (payment.Participant >= state.Participants.HighWater || payment.Sequence == 0 || payment.Sequence > lastSequence)
        {
            return "there is no such participant, or it is newer than the image";
        }

        if (payment.State is PaymentState.Unknown or > PaymentState.QuoteExpired || IsOtherThanBoolean(payment.IsEnded)
            || IsOtherThanBoolean(payment.IsPurchase))
        {
            return "its state is unknown";
        }

        var isOpen = PaymentTable.IsOpen(payment.State);
        if (isOpen == payment.IsEnded || isOpen != payment.DeadlineMs > 0 || payment.DeadlineMs < 0)
        {
            return "its deadline and its place among the ended ones are not those of its state";
        }

        if (payment.Held != 0 && !IsHeld(payment))
        {
            return "it holds money in a state that holds none";
        }

        return payment.State switch
        {
            PaymentState.ReversedBeforeArrival => null,
            PaymentState.Quoted or PaymentState.QuoteUsed or PaymentState.QuoteExpired => Quote(payment),
            _ => Money(payment),
        };
    }

    /// <summary>
    /// Takes what payments hold from what accounts have pending: nothing may be left, on any account. Then gives it back.
    /// </summary>
    /// <exception cref="StateImageException">The two differ.</exception>
    public void RequireHoldsOfAccounts()
    {
        for (uint slot = 0; slot < state.Payments.Table.HighWater; slot++)
        {
            ref readonly var payment = ref state.Payments[slot];
            if (payment.Held == 0)
            {
                continue;
            }

            if (payment.Held > _accounts[payment.Payer].DebitsPending || payment.Held > _accounts[payment.Payee].CreditsPending)
            {
                throw new StateImageException($"Payment {slot} holds more than its accounts have pending.");
            }

            AddPending(payment, -payment.Held);
        }

        for (uint slot = 0; slot < _accounts.HighWater; slot++)
        {
            if ((_accounts[slot].DebitsPending | _accounts[slot].CreditsPending) != 0)
            {
                throw new StateImageException($"Account {slot} has more pending than payments hold.");
            }
        }

        for (uint slot = 0; slot < state.Payments.Table.HighWater; slot++)
        {
            AddPending(state.Payments[slot], state.Payments[slot].Held);
        }
    }

    /// <summary>A byte that is neither 0 nor 1 would compare unequal to both.</summary>
    private static bool IsOtherThanBoolean(bool value) => Unsafe.BitCast<bool, byte>(value) > 1;

    private static bool IsHeld(in Payment payment) => payment.State is PaymentState.Held or PaymentState.PartlyCaptured;

    private static bool AgreesWithState(in Payment payment) => payment.State switch
    {
        PaymentState.Held => payment.Held > 0 && payment.Captured == 0,
        PaymentState.PartlyCaptured => payment.Held > 0 && payment.Captured > 0,
        PaymentState.Captured => payment.Captured > 0,
        PaymentState.ChargedBack or PaymentState.Represented => payment.Disputed > 0,
        _ => true,
    };

    private void AddPending(in Payment payment, long amount)
    {
        if (amount != 0)
        {
            _accounts.Modify(payment.Payer).DebitsPending += amount;
            _accounts.Modify(payment.Payee).CreditsPending += amount;
        }
    }

    private bool AreKnown(uint first, uint second) => first < _accounts.HighWater && second < _accounts.HighWater;

    private string? Quote(in Payment quote)
    {
        if (!AreKnown(quote.Payer, quote.Payee) || !AreKnown(quote.Instrument, quote.Instrument))
        {
            return "there is no such account";
        }

        if (_accounts[quote.Payer].Currency != quote.Sell || _accounts[quote.Instrument].Currency != quote.Sell
            || _accounts[quote.Payee].Currency != quote.Buy)
        {
            return "its currencies are not its accounts'";
        }

        // Once it is ended its numerator is a link of the queue.
        return quote.IsEnded || (quote.Numerator is >= 1 and <= CommandLimits.RateTermMax
            && quote.Denominator is >= 1 and <= CommandLimits.RateTermMax && quote.Amount is >= 1 and <= CommandLimits.AmountMax)
            ? null
            : "its rate is out of range";
    }

    private string? Money(in Payment payment)
    {
        if (!AreKnown(payment.Payer, payment.Payee) || !AreKnown(payment.FeeCollector, payment.DisputeBearer)
            || (payment.Instrument >= state.Instruments.HighWater && payment.Instrument != Instrument.None))
        {
            return "there is no such account or instrument";
        }

        var currency = _accounts[payment.Payer].Currency;
        if (_accounts[payment.Payee].Currency != currency || (payment.Disputed > 0 && _accounts[payment.DisputeBearer].Currency != currency)
            || (payment.Fee > 0 && _accounts[payment.FeeCollector].Currency != currency))
        {
            return "its accounts are of different currencies";
        }

        if ((payment.Amount | payment.Captured | payment.Held | payment.Refunded | payment.Disputed | payment.Fee) < 0
            || payment.Refunded > payment.Captured || payment.Disputed > payment.Captured - payment.Refunded)
        {
            return "an amount is negative, or more was given back than captured";
        }

        return AgreesWithState(payment) ? null : "its amounts are not those of its state";
    }
}
