namespace TpWallet.Gateway.Health;

/// <summary>What a member of a group is, for those who ask whether it is ready.</summary>
/// <param name="IsLeading">Whether it takes payments.</param>
/// <param name="IsInSync">Whether it could take over at once: the view names it in sync.</param>
/// <param name="Primary">Who takes payments, as far as known.</param>
public readonly record struct MemberStanding(bool IsLeading, bool IsInSync, string? Primary);
