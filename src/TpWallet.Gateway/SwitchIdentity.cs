using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway;

/// <summary>What a client is told at sign-on about the switch behind the listener.</summary>
/// <param name="Durability">What a reply promises.</param>
/// <param name="Clock">Where the core's time comes from.</param>
/// <param name="JournalId">Which journal answers.</param>
public readonly record struct SwitchIdentity(Durability Durability, ClockSource Clock, Guid JournalId);
