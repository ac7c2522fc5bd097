namespace TpWallet.Persistence.Journal;

/// <summary>A place between two batches of a journal: everything through it has been applied.</summary>
/// <param name="Sequence">Sequence of the last command before the place; 0: the beginning.</param>
/// <param name="Hash">Hash of the batch that ends there; zero at the beginning.</param>
/// <param name="TimeMs">Time of that batch, milliseconds since 1970 UTC.</param>
/// <param name="Epoch">Epoch of the leader that sealed that batch.</param>
public readonly record struct JournalPosition(ulong Sequence, Hash256 Hash, long TimeMs, ulong Epoch);
