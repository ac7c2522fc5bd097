using TpWallet.Core.Accounts;
using TpWallet.Core.Idempotency;
using TpWallet.Core.Memory;
using TpWallet.Core.Payments;

namespace TpWallet.Core;

/// <summary>What one entry of the core's large tables takes of memory at their present sizes, with its share of the index.</summary>
/// <param name="BytesPerAccount">An account.</param>
/// <param name="BytesPerAuthorization">An open authorization, with its deadline.</param>
/// <param name="BytesPerDuplicateEntry">A remembered request id with its answer.</param>
public readonly record struct CoreFootprint(uint BytesPerAccount, uint BytesPerAuthorization, uint BytesPerDuplicateEntry)
{
    internal static CoreFootprint Of(SwitchState state) => new(
        KeyedTable<ulong, Account>.BytesPerRecord(state.Accounts.Capacity),
        KeyedTable<RequestKey, Payment>.BytesPerRecord(state.Payments.Capacity) + DeadlineHeap.BytesPerDeadline,
        KeyedTable<RequestKey, DuplicateEntry>.BytesPerRecord(state.Duplicates.Capacity));
}
