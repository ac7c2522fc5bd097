using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

public sealed class FasterJournalContractTests : JournalContractTests
{
    private protected override JournalKind Kind => JournalKind.Faster;

    [Fact]
    public void Journal_made_for_small_batches_refuses_larger_ones()
    {
        using var test = new TestJournal(Kind);
        test.Write(1);
        var options = test.Options with { MaxBatchCommands = 8192, SegmentBytes = 16 << 20 };
        Assert.Contains("smaller batches", Assert.Throws<JournalException>(() => JournalFactory.Open(options)).Message, StringComparison.Ordinal);
    }
}
