using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

public sealed class FasterJournalBehindTests() : JournalBehindTests(JournalKind.Faster);
