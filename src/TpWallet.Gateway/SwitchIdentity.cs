using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway;

/// <summary>What a client is told at sign-on about the switch behind the listener.</summary>
/// <param name="Durability">What a reply promises.</param>
/// <param name="Clock">Where the core's time comes from.</param>
/// <param name="LedgerId">Whose books these are: of a switch alone the id of its journal, of a group the id that its members share.</param>
public readonly record struct SwitchIdentity(Durability Durability, ClockSource Clock, Guid LedgerId);
