namespace TpWallet.Server.Engine;

/// <summary>Neighbouring slots of the ring.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last; at least <paramref name="First"/>.</param>
internal readonly record struct SlotRange(long First, long Last);
