using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

public sealed class FasterJournalFaultTests() : JournalFaultTests(JournalKind.Faster)
{
    [Fact]
    public void Altered_head_of_any_entry_is_damage()
    {
        foreach (var batch in Batches)
        {
            for (var at = batch.Position - 12; at < batch.Position; at += 5)
            {
                ExpectDamage(Whole.With(batch.File, bytes => bytes[at] ^= 0x08), $"{batch.File} byte {at}");
            }
        }
    }

    [Fact]
    public void Altered_commit_record_between_batches_is_damage()
    {
        var (first, second) = (Batches[0], Batches[1]);
        for (var at = first.Position + first.Length; at < second.Position - 12; at += 7)
        {
            ExpectDamage(Whole.With(first.File, bytes => bytes[at] ^= 0x08), $"{first.File} byte {at}");
        }
    }
}
