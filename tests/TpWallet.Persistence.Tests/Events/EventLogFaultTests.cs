using TpWallet.Persistence.Events;
using Checker = TpWallet.Persistence.Tests.Events.TestEvents.Checker;

namespace TpWallet.Persistence.Tests.Events;

/// <summary>
/// Every fault that a disk or an operator can do to a closed event log. What must never happen: it shows fewer or other outcomes than were durable,
/// without saying so.
/// </summary>
public sealed class EventLogFaultTests : IDisposable
{
    private const ulong Last = 6000;
    private readonly TestEvents _whole = new();
    private readonly string[] _segments;

    public EventLogFaultTests()
    {
        using (var events = _whole.Open())
        {
            _whole.AppendThrough(events, Last, 40);
        }

        _segments = _whole.Segments();
        Assert.True(_segments.Length > 4);
    }

    [Fact]
    public void Two_KiB_zeroed_anywhere_is_damage()
    {
        const int seed = 201;
        var random = new Random(seed);
        foreach (var file in _segments)
        {
            for (var round = 0; round < 4; round++)
            {
                var at = random.Next(0, UsedOf(file) - 2048);
                ExpectDamage(file, bytes => bytes.AsSpan(at, 2048).Clear(), $"seed {seed}, {file} byte {at}");
            }
        }
    }

    [Fact]
    public void One_flipped_byte_anywhere_is_damage()
    {
        const int seed = 202;
        var random = new Random(seed);
        foreach (var file in _segments)
        {
            for (var round = 0; round < 6; round++)
            {
                var at = random.Next(64, UsedOf(file));
                ExpectDamage(file, bytes => bytes[at] ^= (byte)random.Next(1, 256), $"seed {seed}, {file} byte {at}");
            }
        }
    }

    [Fact]
    public void Same_bits_flipped_in_two_words_are_damage()
    {
        const int seed = 203;
        var random = new Random(seed);
        foreach (var file in _segments)
        {
            for (var round = 0; round < 4; round++)
            {
                var at = 200 + (random.Next((UsedOf(file) / 4) - 200) * 4);
                ExpectDamage(file, bytes => (bytes[at], bytes[at + 64]) = ((byte)(bytes[at] ^ 0x5A), (byte)(bytes[at + 64] ^ 0x5A)),
                    $"seed {seed}, {file} byte {at}");
            }
        }
    }

    [Fact]
    public void Missing_or_shorter_segment_is_damage_at_once()
    {
        foreach (var file in _segments)
        {
            var damage = ExpectDamageAtStart(file, static path => File.Delete(path));
            Assert.Equal(file, damage.File);
            Assert.Contains("sequence", damage.Message, StringComparison.Ordinal);
            ExpectDamageAtStart(file, path => Truncate(path, UsedOf(file) / 2));
            ExpectDamageAtStart(file, static path => Truncate(path, 0));
        }
    }

    [Fact]
    public void Missing_or_altered_manifest_or_mark_is_damage()
    {
        foreach (var file in (string[])["manifest", "mark"])
        {
            Assert.Equal(file, ExpectDamageAtStart(file, static path => File.Delete(path)).File);
            ExpectDamageAtStart(file, static path => File.WriteAllBytes(path, []));
            ExpectDamageAtStart(file, static path => Alter(path, static bytes => bytes.AsSpan().Clear()));
        }

        ExpectDamageAtStart("manifest", static path => Alter(path, static bytes => bytes[70] ^= 1));
    }

    [Fact]
    public void Folder_emptied_but_for_the_mark_is_damage()
    {
        using var test = _whole.Copy();
        foreach (var file in _segments.Append("manifest"))
        {
            File.Delete(test.PathOf(file));
        }

        Assert.Throws<EventLogDamagedException>(() => test.Open());
    }

    [Fact]
    public void Newer_format_is_refused_as_newer()
    {
        using var test = _whole.Copy();
        Alter(test.PathOf("manifest"), static bytes =>
        {
            bytes[8] = 2;
            var covered = bytes.AsSpan(0, bytes.Length - 4);
            BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), Persistence.Journal.Crc32C.Of(covered));
        });
        var refusal = Assert.Throws<EventLogException>(() => test.Open());
        Assert.IsNotType<EventLogDamagedException>(refusal);
        Assert.Contains("version 2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Altered_record_is_never_given_out()
    {
        using var test = _whole.Copy();
        var all = new Checker(1);
        using (var events = test.Open())
        {
            events.Read(1, all);
        }

        // In the first segment, which no start reads.
        var address = all.Addresses[20];
        Alter(test.PathOf(_segments[0]), bytes => (bytes[address + 100], bytes[address + 164]) =
            ((byte)(bytes[address + 100] ^ 1), (byte)(bytes[address + 164] ^ 1)));
        using var again = test.Open();
        var damage = await Assert.ThrowsAsync<EventLogDamagedException>(async () => await again.ReadAtAsync(address));
        Assert.Equal((_segments[0], address), (damage.File, damage.Position));
        Assert.Equal(19ul, (await again.ReadAtAsync(all.Addresses[19])).Sequence);

        File.Delete(test.PathOf(_segments[1]));
        var second = all.Addresses.First(static entry => entry.Value > TestEvents.SegmentBytes).Value;
        damage = await Assert.ThrowsAsync<EventLogDamagedException>(async () => await again.ReadAtAsync(second));
        Assert.Contains("missing", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Torn_tail_that_was_never_durable_is_cut_off_and_derived_again()
    {
        const int seed = 204;
        var random = new Random(seed);
        var mark = File.ReadAllBytes(_whole.PathOf("mark"));
        for (var round = 0; round < 12; round++)
        {
            using var test = _whole.Copy();
            using (var events = test.Open())
            {
                test.AppendThrough(events, Last + 2500, 40);
            }

            // The mark as it was before these blocks were written, and any of what they wrote lost.
            File.WriteAllBytes(test.PathOf("mark"), mark);
            File.Copy(_whole.PathOf("manifest"), test.PathOf("manifest"), overwrite: true);
            var files = test.Segments()[(_segments.Length - 1)..];
            var file = files[random.Next(files.Length)];
            var used = file == _segments[^1] ? UsedOf(file) : 0;
            Alter(test.PathOf(file), bytes => bytes.AsSpan(random.Next(used, bytes.Length)).Clear());

            using var again = test.Open();
            Assert.InRange(again.NextSequence, Last + 1, Last + 2501);
            again.Verify();
            test.AppendThrough(again, Last + 2600, 40);
            var checker = new Checker(1);
            again.Read(1, checker);
            Assert.True(checker.Next == Last + 2601, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Whole_blocks_behind_a_hole_that_was_never_durable_are_cut_off()
    {
        using var test = _whole.Copy();
        using (var events = test.Open())
        {
            test.AppendThrough(events, Last + 300, 40);
        }

        File.Copy(_whole.PathOf("mark"), test.PathOf("mark"), overwrite: true);
        var used = UsedOf(_segments[^1]);
        Alter(test.PathOf(_segments[^1]), bytes => bytes.AsSpan(used, 1000).Clear());
        using var again = test.Open();
        Assert.Equal(Last + 1, again.NextSequence);
        Assert.Contains($"behind sequence {Last}", Assert.Single(test.Log), StringComparison.Ordinal);
        test.AppendThrough(again, Last + 10);
        again.Verify();
    }

    public void Dispose() => _whole.Dispose();

    private int UsedOf(string file)
    {
        var bytes = File.ReadAllBytes(_whole.PathOf(file));
        return bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
    }

    private void ExpectDamage(string file, Action<byte[]> alter, string what)
    {
        using var test = _whole.Copy();
        Alter(test.PathOf(file), alter);
        if (File.ReadAllBytes(test.PathOf(file)).AsSpan().SequenceEqual(File.ReadAllBytes(_whole.PathOf(file))))
        {
            return;
        }

        var damage = Record.Exception(() =>
        {
            using var events = test.Open();
            Assert.Throws<EventLogDamagedException>(() => events.Verify());
            events.Read(1, new Checker(1));
        });
        var named = Assert.IsType<EventLogDamagedException>(damage);
        Assert.True(named.File == file, $"{what}: {named.Message}");
    }

    private EventLogDamagedException ExpectDamageAtStart(string file, Action<string> alter)
    {
        using var test = _whole.Copy();
        alter(test.PathOf(file));
        return Assert.Throws<EventLogDamagedException>(() => test.Open());
    }

    private static void Truncate(string path, long length)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.SetLength(file, length);
    }

    private static void Alter(string path, Action<byte[]> alter)
    {
        var bytes = File.ReadAllBytes(path);
        alter(bytes);
        File.WriteAllBytes(path, bytes);
    }
}
