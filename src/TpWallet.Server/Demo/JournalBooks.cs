using TpWallet.Persistence.Journal;

namespace TpWallet.Server.Demo;

/// <summary>What a journal makes, read without its switch.</summary>
/// <param name="End">Its certain end: sequence, and the hash that stands for everything before.</param>
/// <param name="StateHash">Of the state there.</param>
/// <param name="Balance">Whether debits equal credits, pending and posted, in every currency, and no account is below its floor.</param>
internal sealed record JournalBooks(JournalPosition End, string StateHash, bool Balance);
