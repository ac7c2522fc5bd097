using TpWallet.Messages;

namespace TpWallet.Gateway.Iso8583;

/// <summary>The result of a search for a payment by its reference.</summary>
/// <param name="IsKnown">Whether the search could be made; if not, nothing may be concluded.</param>
/// <param name="Payment">The payment's request id; the empty one when there is none.</param>
public readonly record struct ReferenceAnswer(bool IsKnown, RequestId Payment);
