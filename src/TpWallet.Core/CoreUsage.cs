namespace TpWallet.Core;

/// <summary>How full the core's tables are.</summary>
/// <param name="Participants">Participants known, the operator not counted.</param>
/// <param name="Accounts">Accounts open, of <paramref name="AccountsCapacity"/>.</param>
/// <param name="AccountsCapacity">How many accounts fit.</param>
/// <param name="OpenAuthorizations">Authorizations that hold money, of <paramref name="AuthorizationsCapacity"/>.</param>
/// <param name="AuthorizationsCapacity">How many authorizations fit.</param>
/// <param name="DuplicateEntries">Request ids remembered, of <paramref name="DuplicatesCapacity"/>.</param>
/// <param name="DuplicatesCapacity">How many request ids fit.</param>
/// <param name="EvictedThrough">Sequence of the newest request that was forgotten; 0: none was.</param>
public readonly record struct CoreUsage(
    uint Participants,
    uint Accounts,
    uint AccountsCapacity,
    uint OpenAuthorizations,
    uint AuthorizationsCapacity,
    uint DuplicateEntries,
    uint DuplicatesCapacity,
    ulong EvictedThrough)
{
    internal static CoreUsage Of(SwitchState state) => new(
        state.Participants.HighWater - 1,
        state.Accounts.HighWater,
        state.Accounts.Capacity,
        state.Payments.Open,
        state.Payments.Capacity,
        state.Duplicates.Count,
        state.Duplicates.Capacity,
        state.Duplicates.Window.EvictedThrough);
}
