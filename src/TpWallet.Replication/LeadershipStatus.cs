namespace TpWallet.Replication;

/// <summary>What only the primary knows.</summary>
/// <param name="Standbys">The other members, by number.</param>
/// <param name="IsHandingOver">Whether it holds payments back because another member is about to take over.</param>
/// <param name="IsClockHeld">Whether it sequences nothing because its clock jumped.</param>
public sealed record LeadershipStatus(IReadOnlyList<StandbyStatus> Standbys, bool IsHandingOver, bool IsClockHeld);
