using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal;

/// <summary>What a journal is opened with.</summary>
/// <param name="Folder">Its folder, locked.</param>
/// <param name="Options">How to open it.</param>
/// <param name="FileSystem">What it asks of the operating system.</param>
/// <param name="Files">Which files hold it.</param>
/// <param name="Replay">Takes what is read from them.</param>
internal sealed record JournalContext(
    JournalFolder Folder, JournalOptions Options, JournalFileSystem FileSystem, JournalFiles Files, JournalReplay Replay);
