using System.Numerics;
using TpWallet.Core.Payments;

namespace TpWallet.Core.Tests.Twin;

/// <summary>A payment as a value.</summary>
internal sealed record NaivePayment(PaymentState State, ulong Payer, ulong Instrument, ulong Payee)
{
    public BigInteger Amount { get; init; }

    public BigInteger Captured { get; init; }

    public BigInteger Held { get; init; }

    public BigInteger Refunded { get; init; }

    public BigInteger Disputed { get; init; }

    public ulong Bearer { get; init; }

    public bool IsPurchase { get; init; }

    public (BigInteger Amount, ulong Collector) Fee { get; init; }

    public ushort Category { get; init; }

    public int CountedDate { get; init; }

    public long? DeadlineMs { get; init; }

    public int Order { get; init; }

    public NaiveQuote? Quote { get; init; }

    public BigInteger Returnable => Captured - Refunded - Disputed;
}
