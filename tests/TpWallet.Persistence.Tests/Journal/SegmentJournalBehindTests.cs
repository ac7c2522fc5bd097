using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

public sealed class SegmentJournalBehindTests() : JournalBehindTests(JournalKind.Segments);
