using TpWallet.Persistence.Journal;
using Place = TpWallet.Persistence.Tests.Journal.JournalImage.Place;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>
/// Every fault that a disk or an operator can do to a closed journal. The one thing that must never happen: it opens and shows fewer
/// acknowledged commands than there were.
/// </summary>
public abstract class JournalFaultTests : IDisposable
{
    private protected const string Mark = "mark";
    private static readonly int[] Counts = [1, 2, 30, 256, 31, 100, 256, 7, 256, 62, 256, 3, 200, 256, 64, 256, 256, 5, 90, 12];

    private protected JournalFaultTests(JournalKind kind)
    {
        Test = new TestJournal(kind);
        Test.Write(Counts);
        Test.Write();
        Whole = JournalImage.Take(Test);
        Batches = Whole.Batches();
        Assert.Equal(Counts.Length, Batches.Count);
        Assert.True(Batches[^1].File != Batches[0].File);
    }

    private protected TestJournal Test { get; }

    private protected JournalImage Whole { get; }

    private protected List<Place> Batches { get; }

    private static ulong Acknowledged => (ulong)Counts.Sum();

    private bool IsSegments => Test.Kind == JournalKind.Segments;

    [Fact]
    public void Undamaged_journal_is_clean() => ExpectWhole(Whole, "undamaged");

    [Fact]
    public void Two_KiB_zeroed_inside_any_batch_is_damage()
    {
        const int seed = 101;
        var random = new Random(seed);
        foreach (var batch in Batches)
        {
            var from = batch.Position + random.Next(batch.Used);
            ExpectDamage(Whole.With(batch.File, bytes => bytes.AsSpan(from, Math.Min(2048, bytes.Length - from)).Clear()),
                $"seed {seed}, {batch.File} byte {from}");
        }
    }

    [Fact]
    public void One_flipped_byte_in_any_batch_is_damage()
    {
        const int seed = 102;
        var random = new Random(seed);
        foreach (var batch in Batches)
        {
            for (var round = 0; round < 3; round++)
            {
                var at = batch.Position + random.Next(batch.Length);
                ExpectDamage(Whole.With(batch.File, bytes => bytes[at] ^= (byte)random.Next(1, 256)), $"seed {seed}, {batch.File} byte {at}");
            }
        }
    }

    [Fact]
    public void Flipped_bit_in_any_field_of_a_header_is_damage()
    {
        int[] fields = [0, 7, 8, 9, 10, 11, 12, 13, 15, 16, 23, 24, 31, 32, 39, 40, 43, 44, 47, 48, 79, 80, 123, 124, 127];
        foreach (var batch in (Place[])[Batches[0], Batches[9], Batches[^1]])
        {
            foreach (var field in fields)
            {
                ExpectDamage(Whole.With(batch.File, bytes => bytes[batch.Position + field] ^= 0x04), $"{batch.File} byte {batch.Position}+{field}");
            }
        }
    }

    [Fact]
    public void Same_bits_flipped_in_two_words_are_damage()
    {
        const int seed = 103;
        var random = new Random(seed);
        foreach (var batch in Batches)
        {
            var one = batch.Position + (random.Next(batch.Used / 8) * 8);
            var other = batch.Position + (random.Next(batch.Used / 8) * 8);
            if (one != other)
            {
                ExpectDamage(Whole.With(batch.File, bytes => (bytes[one], bytes[other]) = ((byte)(bytes[one] ^ 0x5A), (byte)(bytes[other] ^ 0x5A))),
                    $"seed {seed}, {batch.File} bytes {one}, {other}");
            }
        }
    }

    [Fact]
    public void Lost_mark_is_damage_with_advice()
    {
        var damage = ExpectDamage(Whole.Replaced(Mark, null), "no mark");
        Assert.Equal(Mark, damage.File);
        Assert.Contains("Restore the file mark", damage.Message, StringComparison.Ordinal);
        ExpectDamage(Whole.Replaced(Mark, []), "empty mark");
        ExpectDamage(Whole.With(Mark, static bytes => bytes.AsSpan().Clear()), "zeroed mark");
    }

    [Fact]
    public void One_good_slot_of_the_mark_is_enough_and_none_is_damage()
    {
        for (var at = 0; at < AcknowledgedMark.Size; at += 5)
        {
            ExpectWhole(Whole.With(Mark, bytes => bytes[at] ^= 0x20), $"slot 0 byte {at}");
            ExpectWhole(Whole.With(Mark, bytes => bytes[4096 + at] ^= 0x20), $"slot 1 byte {at}");
            ExpectDamage(Whole.With(Mark, bytes => (bytes[at], bytes[4096 + at]) = ((byte)(bytes[at] ^ 0x20), (byte)(bytes[4096 + at] ^ 0x20))),
                $"both slots byte {at}");
        }
    }

    [Fact]
    public void Mark_that_names_another_batch_is_damage()
    {
        var found = JournalVerifier.Verify(Test.Directory);
        var beyond = ExpectDamage(Whole.Replaced(Mark, JournalImage.MarkOf(found.JournalId, found.LastSequence + 5, found.LastHash)), "mark ahead");
        Assert.Contains($"sequences {found.LastSequence + 1} to {found.LastSequence + 5} were acknowledged", beyond.Message,
            StringComparison.Ordinal);
        ExpectDamage(Whole.Replaced(Mark, JournalImage.MarkOf(found.JournalId, found.LastSequence, default)), "another hash");
        ExpectDamage(Whole.Replaced(Mark, JournalImage.MarkOf(found.JournalId, found.LastSequence - 1, found.LastHash)), "inside a batch");
        ExpectDamage(Whole.Replaced(Mark, JournalImage.MarkOf(Guid.NewGuid(), found.LastSequence, found.LastHash)), "another journal's");
    }

    [Fact]
    public void Mark_that_is_behind_loses_nothing()
    {
        var found = JournalVerifier.Verify(Test.Directory);
        ExpectWhole(Whole.Replaced(Mark, JournalImage.MarkOf(found.JournalId, 0, default)), "mark at the beginning");
    }

    [Fact]
    public void Missing_segment_is_damage()
    {
        foreach (var file in Batches.Select(static batch => batch.File).Distinct())
        {
            ExpectDamage(Whole.Replaced(file, null), $"without {file}");
        }

        var first = ExpectDamage(Whole.Replaced(Whole.DataFiles()[0], null), "without the first");
        Assert.Equal((Whole.DataFiles()[0], "the segment is missing"), (first.File, first.Finding));
    }

    [Fact]
    public void Missing_last_segments_are_damage()
    {
        var image = Whole;
        foreach (var file in Whole.DataFiles().Where(file => string.CompareOrdinal(file, Batches[^1].File) >= 0))
        {
            image = image.Replaced(file, null);
        }

        ExpectDamage(image, "without the last");
    }

    [Fact]
    public void All_files_but_the_description_lost_is_damage()
    {
        var image = Whole.DataFiles().Aggregate(Whole, static (image, file) => image.Replaced(file, null));
        ExpectDamage(image, "without data");
        ExpectDamage(image.Replaced(Mark, null), "without data and mark");
    }

    [Fact]
    public void Missing_or_altered_description_is_damage()
    {
        Assert.Equal("journal.json", ExpectDamage(Whole.Replaced("journal.json", null), "no description").File);
        ExpectDamage(Whole.Replaced("journal.json", null).Replaced(Mark, null), "no description, no mark");
        ExpectDamage(Whole.Replaced("journal.json", []), "empty description");
        for (var at = 0; at < Whole["journal.json"].Length; at += 3)
        {
            var image = Whole.With("journal.json", bytes => bytes[at] ^= 0x01);
            image.Put();
            var opened = Opens(image);
            Assert.True(opened is null || opened.Commands == Acknowledged, $"description byte {at}");
        }
    }

    [Fact]
    public void Truncated_segment_is_damage()
    {
        foreach (var batch in Batches)
        {
            ExpectDamage(Whole.Replaced(batch.File, Whole[batch.File][..(batch.Position + (batch.Used / 2))]),
                $"{batch.File} cut at {batch.Position}");
        }
    }

    [Fact]
    public void Swapped_segments_are_damage()
    {
        var (one, other) = (Batches[0].File, Batches[^1].File);
        ExpectDamage(Whole.Replaced(one, Whole[other]).Replaced(other, Whole[one]), "swapped");
    }

    [Fact]
    public void Stale_segment_is_damage()
    {
        foreach (var file in Batches.Select(static batch => batch.File).Distinct())
        {
            var last = Batches.Last(batch => batch.File == file);
            ExpectDamage(Whole.With(file, bytes => bytes.AsSpan(last.Position - Head).Clear()), $"{file} without its last batch");
        }
    }

    [Fact]
    public void Segment_of_another_journal_is_damage()
    {
        using var other = new TestJournal(Test.Kind);
        other.Write(Counts[..^1]);
        other.Write(13);
        ExpectDamage(Whole.Replaced(Batches[^1].File, File.ReadAllBytes(Path.Combine(other.Directory, Batches[^1].File))),
            "another journal's segment");
    }

    [Fact]
    public void Duplicated_batch_is_damage()
    {
        var (first, last) = (Batches[0], Batches[^1]);
        var copy = Whole[first.File].AsSpan(first.Position - Head, first.Length + Head).ToArray();
        var end = IsSegments ? last.Position + last.Length : (Whole[last.File].AsSpan().LastIndexOfAnyExcept((byte)0) + 4) & ~3;
        var length = Math.Max(Whole[last.File].Length, end + copy.Length);
        var content = new byte[length];
        Whole[last.File].CopyTo(content, 0);
        copy.CopyTo(content, end);
        var damage = ExpectDamage(Whole.Replaced(last.File, content), "duplicated at the end");
        Assert.Contains("a batch with sequence 1 stands where", damage.Message, StringComparison.Ordinal);

        var (second, third) = (Batches[1], Batches[2]);
        Assert.Equal(second.Length, third.Length);
        ExpectDamage(Whole.With(third.File, bytes => bytes.AsSpan(second.Position, second.Length).CopyTo(bytes.AsSpan(third.Position))),
            "duplicated over another");
    }

    [Fact]
    public void Random_faults_never_lose_an_acknowledged_command_in_silence()
    {
        const int seed = 104;
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var file = Whole.DataFiles()[random.Next(Whole.DataFiles().Length)];
            var (from, length) = (random.Next(Whole[file].Length), 1 << random.Next(16));
            var image = Whole.With(file, bytes => Damage(bytes.AsSpan(from, Math.Min(length, bytes.Length - from)), random));
            image.Put();
            var opened = Opens(image);
            Assert.True(opened is null || opened.Commands == Acknowledged, $"seed {seed}, round {round}: {file} bytes {from}+{length}");
        }
    }

    /// <summary>The last append, acknowledged or not, as a power cut may leave it: each sector old or new.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(40, false)]
    [InlineData(256, false)]
    [InlineData(1, true)]
    [InlineData(256, true)]
    public void Torn_last_batch_is_cut_unless_it_was_acknowledged(int count, bool acknowledged)
    {
        var seed = 105 + count;
        var random = new Random(seed);
        Test.Write(count);
        var after = JournalImage.Take(Test);
        var torn = acknowledged ? after : after.Replaced(Mark, Whole[Mark]);
        var last = after.Batches()[^1];
        for (var round = 0; round < 24; round++)
        {
            var before = Whole.DataFiles().Contains(last.File) ? Whole[last.File] : [];
            var mixed = Mix(before, after[last.File], round < 12 ? Cut(round, last) : _ => random.Next(2) == 0);
            var isWhole = mixed.AsSpan(last.Position - Head, last.Used + Head)
                .SequenceEqual(after[last.File].AsSpan(last.Position - Head, last.Used + Head));
            ExpectTorn(torn.Replaced(last.File, mixed), isWhole, acknowledged, count, $"seed {seed}, round {round}");
        }
    }

    public void Dispose()
    {
        Test.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Bytes of the head that FasterLog puts before each entry.</summary>
    private int Head => IsSegments ? 0 : 12;

    private static void Damage(Span<byte> bytes, Random random)
    {
        switch (random.Next(3))
        {
            case 0:
                bytes.Clear();
                break;
            case 1:
                random.NextBytes(bytes);
                break;
            default:
                bytes[0] ^= (byte)(1 << random.Next(8));
                break;
        }
    }

    /// <summary>Round 0 writes no sector, later ones more and more from the front, the last ones all but some at the end.</summary>
    private static Func<int, bool> Cut(int round, Place last)
    {
        var limit = last.Position + (last.Length * round / 10);
        return sector => sector * 512 < limit;
    }

    private static byte[] Mix(byte[] before, byte[] after, Func<int, bool> isNew)
    {
        var mixed = new byte[after.Length];
        before.AsSpan(0, Math.Min(before.Length, mixed.Length)).CopyTo(mixed);
        for (var sector = 0; sector * 512 < mixed.Length; sector++)
        {
            var (from, length) = (sector * 512, Math.Min(512, mixed.Length - (sector * 512)));
            if (isNew(sector))
            {
                after.AsSpan(from, length).CopyTo(mixed.AsSpan(from));
            }
        }

        return mixed;
    }

    private void ExpectTorn(JournalImage image, bool isWhole, bool acknowledged, int count, string what)
    {
        image.Put();
        if (acknowledged && !isWhole)
        {
            ExpectDamage(image, what);
            return;
        }

        var verdict = JournalVerifier.Verify(Test.Directory);
        Assert.True(verdict.Verdict != JournalVerdict.Damage, $"{what}: {verdict.Detail}");
        Assert.True(image.IsInPlace(), what);
        Test.Log.Clear();
        var kept = Acknowledged + (isWhole ? (ulong)count : 0);
        Assert.Equal((what, kept), (what, Test.Replay().Commands));
        Assert.Equal((what, verdict.Verdict == JournalVerdict.TornTail ? 1 : 0), (what, Test.Log.Count));
        Test.Write(9);
        Assert.Equal((what, kept + 9), (what, Test.Replay().Commands));
        Assert.Equal(JournalVerdict.Clean, JournalVerifier.Verify(Test.Directory).Verdict);
    }

    private protected void ExpectWhole(JournalImage image, string what)
    {
        image.Put();
        Assert.Equal((what, JournalVerdict.Clean), (what, JournalVerifier.Verify(Test.Directory).Verdict));
        Assert.Equal((what, Acknowledged), (what, Test.Replay().Commands));
    }

    private protected JournalDamagedException ExpectDamage(JournalImage image, string what)
    {
        image.Put();
        var verdict = JournalVerifier.Verify(Test.Directory);
        Assert.True(verdict.Verdict == JournalVerdict.Damage, $"{what}: {verdict}");
        var damage = Record.Exception(() => Test.Open()) as JournalDamagedException;
        Assert.True(damage is not null, what);
        Assert.Equal((what, verdict.Detail), (what, damage.Message));
        Assert.True(image.IsInPlace(), $"{what}: something was altered");
        return damage;
    }

    /// <summary>What the journal shows when it opens; null when it refuses and alters nothing.</summary>
    private TestJournal.Recorder? Opens(JournalImage image)
    {
        try
        {
            return Test.Replay();
        }
        catch (JournalException)
        {
            Assert.True(image.IsInPlace());
            return null;
        }
    }
}
