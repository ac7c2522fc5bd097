using TpWallet.Messages;

namespace TpWallet.Server.Replay;

/// <summary>One recorded payment, checked and in the ledger's terms.</summary>
/// <param name="TransactionId">The row's number in its file.</param>
/// <param name="TimeMs">When it was paid, milliseconds since 1970-01-01 UTC.</param>
/// <param name="RequestId">Derived from everything below and above, so that the same row has the same id in every run.</param>
/// <param name="Payer">The card's account.</param>
/// <param name="Merchant">The merchant's account.</param>
/// <param name="Amount">Minor units, positive.</param>
/// <param name="Currency">Currency of the amount and of both accounts.</param>
/// <param name="Terminal">Eight ASCII characters, first in the lowest byte.</param>
/// <param name="Device">Token of the device; 0: unknown.</param>
/// <param name="MerchantCategoryCode">ISO 18245; 0: unknown.</param>
/// <param name="Channel">Where it was paid.</param>
internal readonly record struct PaymentRow(
    ulong TransactionId,
    long TimeMs,
    RequestId RequestId,
    DerivedAccount Payer,
    DerivedAccount Merchant,
    long Amount,
    Currency Currency,
    ulong Terminal,
    ulong Device,
    ushort MerchantCategoryCode,
    Channel Channel);
