namespace TpWallet.Gateway.Iso8583;

/// <summary>The message behind a command, as people may see it.</summary>
/// <param name="Sequence">The command's position in the journal.</param>
/// <param name="Link">The link that it came over.</param>
/// <param name="MessageType">Its type.</param>
/// <param name="CardNumber">The first six and last four digits of the card number; empty when the message has none.</param>
/// <param name="ResponseCode">DE 39 of the answer.</param>
public sealed record IsoLoggedMessage(ulong Sequence, string Link, string MessageType, string CardNumber, string ResponseCode);
