namespace TpWallet.Persistence.History;

/// <summary>Bits of an entry. Stored: append-only.</summary>
[Flags]
internal enum HistoryEntryFlags : uint
{
    None = 0,

    /// <summary>An answer that may not have been remembered: a later answer to the same request id takes its place.</summary>
    Provisional = 1,
}
