using TpWallet.Messages;

namespace TpWallet.Core.Ledger;

/// <summary>An amount that is to move from one account, by slot, to another, on behalf of a request.</summary>
internal readonly record struct Movement(uint Debit, uint Credit, long Amount, RequestId Reference, ulong Sequence, long TimeMs);
