using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

public sealed class SegmentJournalReadTests() : JournalReadTests(JournalKind.Segments);
