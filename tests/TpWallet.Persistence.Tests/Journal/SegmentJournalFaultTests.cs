using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

public sealed class SegmentJournalFaultTests() : JournalFaultTests(JournalKind.Segments)
{
    [Fact]
    public void Remains_further_apart_than_one_write_are_damage()
    {
        var (last, beyond) = (Batches[^1], Whole.DataFiles()[^1]);
        Assert.NotEqual(last.File, beyond);
        var near = Whole.With(last.File, bytes => bytes[last.Position + last.Length + 9] = 1);
        Assert.Contains("further apart", ExpectDamage(near.With(beyond, bytes => bytes[9000] = 1), "two segments").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Newer_format_of_a_batch_is_refused_and_nothing_is_altered()
    {
        var last = Batches[^1];
        var image = Whole.With(last.File, bytes => (bytes[last.Position + 8], bytes[last.Position + 10]) = (2, 0xFD));
        image.Put();
        Assert.Contains("newer than 1", Assert.Throws<JournalException>(() => Test.Open()).Message, StringComparison.Ordinal);
        Assert.True(image.IsInPlace());
    }

    [Fact]
    public void Missing_empty_segment_is_made_again()
    {
        Assert.NotEqual(Batches[^1].File, Whole.DataFiles()[^1]);
        ExpectWhole(Whole.Replaced(Whole.DataFiles()[^1], null), "without the segment that was made ahead");
    }

    [Fact]
    public void Altered_header_of_any_segment_is_damage()
    {
        foreach (var file in Whole.DataFiles()[..^1])
        {
            for (var at = 0; at < 80; at += 3)
            {
                Assert.Equal(file, ExpectDamage(Whole.With(file, bytes => bytes[at] ^= 0x08), $"{file} byte {at}").File);
            }
        }
    }

    [Fact]
    public void Half_made_segment_is_thrown_away()
    {
        var draft = Whole.DataFiles()[^1] + ".new";
        ExpectWhole(Whole.Replaced(draft, new byte[12_288]), "with a draft");
        Assert.False(File.Exists(Path.Combine(Test.Directory, draft)));
    }
}
