using TpWallet.Gateway.History;
using TpWallet.Gateway.Iso8583;

namespace TpWallet.Gateway.Timeline;

/// <summary>One thing that happened to a payment. At least one of message and entry is there.</summary>
/// <param name="Sequence">Its position in the journal.</param>
/// <param name="Message">What the gateway still knows of the message.</param>
/// <param name="Entry">What history knows of the command, with its postings.</param>
/// <param name="Iso">The ISO 8583 message behind it, if it was one.</param>
public sealed record TimelineStep(ulong Sequence, LoggedMessage? Message, PaymentEntry? Entry, IsoLoggedMessage? Iso);
