using System.Runtime.InteropServices;
using TpWallet.Core.Idempotency;
using TpWallet.Core.Limits;
using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core.Payments;

/// <summary>
/// A payment and what became of it, found by the request that began it; or a quote. 128 bytes: the first cache line serves authorization and capture,
/// the second disputes and the release of limits.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct Payment : IKeyed<RequestKey>
{
    [FieldOffset(0)] public RequestId RequestId;

    /// <summary>
    /// Authorized or purchased, minor units; reversals in part lower it, increments raise it. Of a quote: the most that may be sold.
    /// </summary>
    [FieldOffset(16)] public long Amount;

    /// <summary>Captured so far, minor units.</summary>
    [FieldOffset(24)] public long Captured;

    /// <summary>Held now, minor units.</summary>
    [FieldOffset(32)] public long Held;

    /// <summary>When the hold, the quote or the dispute's stage runs out, milliseconds since 1970-01-01 UTC; 0: nothing runs.</summary>
    [FieldOffset(40)] public long DeadlineMs;

    /// <summary>Slots of the two accounts. Of a quote: the liquidity accounts that take what is sold and give what is bought.</summary>
    [FieldOffset(48)] public uint Payer;

    [FieldOffset(52)] public uint Payee;

    [FieldOffset(56)] public ushort Participant;

    [FieldOffset(58)] public PaymentState State;

    /// <summary>Whether it was made at once, without a hold: such a payment may be reversed after the money moved.</summary>
    [FieldOffset(59)] public bool IsPurchase;

    [FieldOffset(60)] public ushort MerchantCategoryCode;

    /// <summary>Given back by refunds, minor units.</summary>
    [FieldOffset(64)] public long Refunded;

    /// <summary>In dispute, or lost in one, minor units.</summary>
    [FieldOffset(72)] public long Disputed;

    /// <summary>Position of the request: the order among equal deadlines.</summary>
    [FieldOffset(80)] public ulong Sequence;

    /// <summary>Slot of the instrument that paid, or <see cref="Instruments.Instrument.None"/>. Of a quote: of the rounding account.</summary>
    [FieldOffset(88)] public uint Instrument;

    /// <summary>Slot of the account that bears a chargeback.</summary>
    [FieldOffset(92)] public uint DisputeBearer;

    /// <summary>In which business date and month of the payer's participant it counted against limits.</summary>
    [FieldOffset(96)] public BusinessPeriod Counted;

    /// <summary>The next slot, plus one, in the queue of ended payments; 0: the last, or not in it.</summary>
    [FieldOffset(100)] public uint NextEnded;

    /// <summary>The slot before, plus one, in that queue; 0: the first, or not in it. An ended quote needs its rate no more.</summary>
    [FieldOffset(104)] public uint PreviousEnded;

    /// <summary>Of a quote: the rate.</summary>
    [FieldOffset(104)] public long Numerator;

    [FieldOffset(112)] public long Denominator;

    /// <summary>Of a purchase: the fee that the merchant paid, and the slot of who collected it.</summary>
    [FieldOffset(112)] public long Fee;

    [FieldOffset(120)] public uint FeeCollector;

    /// <summary>Of a quote: the two currencies.</summary>
    [FieldOffset(120)] public Currency Sell;

    [FieldOffset(122)] public Currency Buy;

    /// <summary>Whether it waits in the queue of ended payments.</summary>
    [FieldOffset(124)] public bool IsEnded;

    /// <summary>What may still be given back or disputed.</summary>
    public readonly long Returnable => Captured - Refunded - Disputed;

    public RequestKey Key
    {
        readonly get => new(Participant, RequestId);
        set => (Participant, RequestId) = (value.Participant, value.Id);
    }

    public static ulong Hash(in RequestKey key, ulong seed) => RequestKey.Hash(key, seed);
}
