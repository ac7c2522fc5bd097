namespace TpWallet.Core.Payments;

/// <summary>Where a payment, a quote or a dispute stands. Numbers are part of the state hash: append-only.</summary>
public enum PaymentState : byte
{
    /// <summary>The request is not known.</summary>
    Unknown = 0,
    /// <summary>Authorized: all of it is held.</summary>
    Held = 1,
    /// <summary>Captured in part, the rest still held.</summary>
    PartlyCaptured = 2,
    /// <summary>Captured or purchased; nothing is held.</summary>
    Captured = 3,
    /// <summary>Voided: the hold was given back.</summary>
    Voided = 4,
    /// <summary>The hold ran out and was given back.</summary>
    Expired = 5,
    /// <summary>Reversed.</summary>
    Reversed = 6,
    /// <summary>The reversal came first; the original, should it come, is refused.</summary>
    ReversedBeforeArrival = 7,
    /// <summary>A chargeback took the amount back; the merchant may contest it.</summary>
    ChargedBack = 8,
    /// <summary>The merchant contested the chargeback and has the amount again.</summary>
    Represented = 9,
    /// <summary>The dispute ended for the merchant.</summary>
    ResolvedForMerchant = 10,
    /// <summary>The dispute ended for the payer.</summary>
    ResolvedForPayer = 11,
    /// <summary>A firm quote.</summary>
    Quoted = 12,
    /// <summary>A quote that was used.</summary>
    QuoteUsed = 13,
    /// <summary>A quote that ran out.</summary>
    QuoteExpired = 14,
}
