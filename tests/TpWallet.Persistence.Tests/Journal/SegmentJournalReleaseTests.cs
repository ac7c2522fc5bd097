using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

public sealed class SegmentJournalReleaseTests() : JournalReleaseTests(JournalKind.Segments);
