using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

public sealed class FasterJournalReadTests() : JournalReadTests(JournalKind.Faster);
