namespace TpWallet.Server.Engine.Group;

/// <summary>A change of the primary, as the new one saw it.</summary>
/// <param name="Epoch">The epoch that began.</param>
/// <param name="At">When it began to serve.</param>
/// <param name="WithoutPrimary">How long before that the old primary was heard last.</param>
internal sealed record TakeOver(ulong Epoch, DateTimeOffset At, TimeSpan WithoutPrimary);
