using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

public sealed class FasterJournalReleaseTests() : JournalReleaseTests(JournalKind.Faster);
