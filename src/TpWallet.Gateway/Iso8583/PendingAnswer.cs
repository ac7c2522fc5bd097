using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>What the gateway knows of a request that is in flight, besides what its answer repeats.</summary>
/// <param name="Type">The request's type.</param>
/// <param name="Card">What is kept of its card number.</param>
/// <param name="BusinessDate">The link's business date when it was accepted.</param>
/// <param name="ReversesMoney">Of a reversal: whether its original moved money.</param>
internal readonly record struct PendingAnswer(Mti Type, MaskedCard Card, ushort BusinessDate, bool ReversesMoney);
