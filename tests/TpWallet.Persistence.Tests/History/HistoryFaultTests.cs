using TpWallet.Persistence.Events;
using TpWallet.Persistence.History;

namespace TpWallet.Persistence.Tests.History;

/// <summary>
/// Every fault that a disk or an operator can do to a history. The one thing that must never happen: a look-up that says "not found" of what was
/// there.
/// </summary>
public sealed class HistoryFaultTests : IDisposable
{
    private const int Count = 6000;
    private readonly TestHistory _whole = new(401);
    private readonly string[] _segments;

    public HistoryFaultTests()
    {
        using (var events = _whole.EventFolder.Open())
        {
            using var history = _whole.Open(events);
            _whole.Add(events, history, Count / 2);
            history.Checkpoint(withIndex: true);
            _whole.Add(events, history, Count / 2);
            history.Checkpoint();
        }

        _segments =
        [
            .. Directory.EnumerateFiles(_whole.Directory, "history.log.*").Select(Path.GetFileName).Where(static file => !file!.EndsWith(".crc"))
                .OrderBy(static file => file!.Length).ThenBy(static file => file, StringComparer.Ordinal)!,
        ];
        Assert.True(_segments.Length > 4);
    }

    [Fact]
    public async Task Missing_segment_is_damage_at_the_start_and_rebuilding_gives_all_back()
    {
        foreach (var file in _segments)
        {
            await ExpectDamageAtStart(file, static path => File.Delete(path), rebuild: file == _segments[1]);
        }
    }

    [Fact]
    public async Task Shorter_segment_is_damage_at_the_start()
    {
        foreach (var file in _segments)
        {
            await ExpectDamageAtStart(file, static path => Truncate(path, new FileInfo(path).Length / 2));
            await ExpectDamageAtStart(file, static path => Truncate(path, 0));
        }
    }

    [Fact]
    public async Task Zeroed_segment_is_never_not_found()
    {
        foreach (var file in _segments)
        {
            await ExpectDamage(file, static bytes => bytes.AsSpan().Clear(), file);
        }
    }

    [Fact]
    public async Task Two_KiB_zeroed_anywhere_is_never_not_found()
    {
        const int seed = 402;
        var random = new Random(seed);
        foreach (var file in _segments)
        {
            var at = random.Next(64, UsedOf(file) - 2048);
            await ExpectDamage(file, bytes => bytes.AsSpan(at, 2048).Clear(), $"seed {seed}, {file} byte {at}");
        }
    }

    [Fact]
    public async Task Flipped_bits_anywhere_are_never_not_found()
    {
        const int seed = 403;
        var random = new Random(seed);
        foreach (var file in _segments)
        {
            var at = random.Next(64, UsedOf(file));
            await ExpectDamage(file, bytes => bytes[at] ^= 0x10, $"seed {seed}, {file} byte {at}");
            var word = random.Next(8, (UsedOf(file) / 8) - 8) * 8;
            await ExpectDamage(file, bytes => (bytes[word], bytes[word + 8]) = ((byte)(bytes[word] ^ 0x5A), (byte)(bytes[word + 8] ^ 0x5A)),
                $"seed {seed}, {file} word {word}");
        }
    }

    [Fact]
    public async Task Segment_that_goes_while_history_is_open_is_damage_at_the_first_look_up_that_needs_it()
    {
        Action<string> zero = static path => Alter(path, static bytes => bytes.AsSpan().Clear());
        foreach (var harm in (Action<string>[])[File.Delete, static path => Truncate(path, 0), zero])
        {
            using var test = _whole.Copy();
            using var events = test.EventFolder.Open();
            using var history = test.Open(events);
            history.CatchUp();
            Assert.Null(history.Damage);
            foreach (var segment in _segments[..^1])
            {
                harm(test.PathOf(segment));
            }

            await ExpectNoWrongAnswer(test, history);
            Assert.NotNull(history.Damage);
            Assert.Contains(history.Damage.File, _segments);
            Assert.Throws<HistoryDamagedException>(() => history.Verify());
            Assert.Throws<HistoryDamagedException>(() => history.Checkpoint());
            history.Rebuild();
            Assert.Null(history.Damage);
            await test.ExpectAll(history, 300);
        }
    }

    [Fact]
    public async Task Missing_or_altered_manifest_and_checksums_are_damage()
    {
        await ExpectDamageAtStart("manifest", static path => File.Delete(path));
        await ExpectDamageAtStart("manifest", static path => File.WriteAllBytes(path, []));
        await ExpectDamageAtStart("manifest", static path => Alter(path, static bytes => bytes[80] ^= 1), rebuild: true);
        await ExpectDamageAtStart(_segments[2] + ".crc", static path => File.Delete(path));
        await ExpectDamageAtStart(_segments[2] + ".crc", static path => Alter(path, static bytes => bytes[9] ^= 1));
    }

    [Fact]
    public async Task Missing_or_altered_index_is_damage()
    {
        var index = Path.GetFileName(Directory.GetFiles(_whole.Directory, "history.index.*").Single(static file => !file.EndsWith(".crc")));
        await ExpectDamageAtStart(index, static path => File.Delete(path));
        await ExpectDamageAtStart(index, static path => Truncate(path, 4096));
        await ExpectDamageAtStart(index, static path => Alter(path, static bytes => bytes[5000] ^= 1), rebuild: true);
        await ExpectDamageAtStart(index, static path => Alter(path, static bytes => bytes.AsSpan(0, 4096).Clear()));
        await ExpectDamageAtStart(index + ".crc", static path => File.Delete(path));
    }

    [Fact]
    public async Task Event_log_that_was_made_anew_is_another_one()
    {
        using var test = _whole.Copy();
        EventLog.Delete(test.EventFolder.Directory);
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        Assert.Contains("another event log", history.Damage!.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HistoryDamagedException>(async () => await history.FindAsync(1, default));
        Assert.False(history.TryRuleOut(1, default, out var through));
        Assert.Equal(0ul, through);
    }

    [Fact]
    public async Task Damaged_event_log_is_reported_and_never_not_found()
    {
        using var test = _whole.Copy();
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        File.Delete(test.EventFolder.PathOf(test.EventFolder.Segments()[0]));
        var (key, sequence) = test.Answers.MinBy(static answer => answer.Value);
        var damage = await Assert.ThrowsAsync<HistoryDamagedException>(async () => await history.FindAsync(key.Participant, key.Id));
        Assert.Equal("events.log.0", damage.File);
        var last = test.Answers.MaxBy(static answer => answer.Value);
        Assert.Equal(last.Value, (await history.FindAsync(last.Key.Participant, last.Key.Id))!.Sequence);
        Assert.Throws<EventLogDamagedException>(() => history.Rebuild());
        await Assert.ThrowsAsync<HistoryDamagedException>(async () => await history.FindAsync(last.Key.Participant, last.Key.Id));
        Assert.True(sequence < last.Value);
    }

    [Fact]
    public async Task Failed_write_stops_the_feeding_and_a_restart_goes_on_from_the_checkpoint()
    {
        using var test = new TestHistory(404);
        using var events = test.EventFolder.Open();
        using (var history = test.Open(events))
        {
            test.Add(events, history, 100);
            history.Checkpoint();

            // The next segment can't be made.
            Directory.CreateDirectory(test.PathOf("history.log.1"));
            Assert.IsNotType<HistoryDamagedException>(Assert.ThrowsAny<HistoryException>(() => test.Add(events, history, 3000)));
            Assert.ThrowsAny<HistoryException>(() => history.Checkpoint());
            Assert.True(history.DurableThrough < history.IndexedThrough || history.IndexedThrough == 100);
        }

        Directory.Delete(test.PathOf("history.log.1"));
        using var again = test.Open(events);
        Assert.Null(again.Damage);
        again.CatchUp();
        await test.ExpectAll(again);
    }

    [Fact]
    public async Task Index_of_another_size_is_made_again_from_the_entries()
    {
        using var test = _whole.Copy();
        using var events = test.EventFolder.Open();
        using (var history = TransactionHistory.Open(test.Options with { IndexBytes = 128 << 10 }, events))
        {
            Assert.Null(history.Damage);
            await test.ExpectAll(history, 300);
            history.Checkpoint(withIndex: true);
        }

        using var again = TransactionHistory.Open(test.Options with { IndexBytes = 128 << 10 }, events);
        await test.ExpectAll(again, 300);
    }

    [Fact]
    public void Newer_format_is_refused_as_newer()
    {
        using var test = _whole.Copy();
        Alter(test.PathOf("manifest"), static bytes =>
        {
            bytes[8] = 2;
            BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), Persistence.Journal.Crc32C.Of(bytes.AsSpan(0, bytes.Length - 4)));
        });
        using var events = test.EventFolder.Open();
        var refusal = Assert.Throws<HistoryException>(() => test.Open(events));
        Assert.Contains("version 2", refusal.Message, StringComparison.Ordinal);
        Assert.IsNotType<HistoryDamagedException>(refusal);
    }

    public void Dispose() => _whole.Dispose();

    private int UsedOf(string file) => File.ReadAllBytes(_whole.PathOf(file)).AsSpan().LastIndexOfAnyExcept((byte)0) + 1;

    private async Task ExpectDamageAtStart(string file, Action<string> harm, bool rebuild = false)
    {
        using var test = _whole.Copy();
        harm(test.PathOf(file));
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        Assert.True(history.Damage is not null, file);
        Assert.Equal(file == "manifest" ? "manifest" : file.Replace(".crc", ""), history.Damage.File.Replace(".crc", ""));
        await ExpectNoWrongAnswer(test, history);
        if (rebuild)
        {
            history.Rebuild();
            Assert.Null(history.Damage);
            await test.ExpectAll(history);
            test.Add(events, history, 300);
            await test.ExpectAll(history, 100);
        }
    }

    /// <summary>Damage that no start needs to see: every look-up is right or refused, and verifying finds it.</summary>
    private async Task ExpectDamage(string file, Action<byte[]> harm, string what)
    {
        using var test = _whole.Copy();
        Alter(test.PathOf(file), harm);
        using var events = test.EventFolder.Open();
        using var history = test.Open(events);
        await ExpectNoWrongAnswer(test, history);
        if (history.Damage is null)
        {
            Assert.Throws<HistoryDamagedException>(() => history.Verify());
        }

        Assert.True(history.Damage?.File == file, $"{what}: {history.Damage?.Message}");
    }

    private static async Task ExpectNoWrongAnswer(TestHistory test, TransactionHistory history)
    {
        foreach (var (key, sequence) in test.Answers)
        {
            Assert.False(history.TryRuleOut(key.Participant, key.Id, out _));
            try
            {
                test.Expect(sequence, await history.FindAsync(key.Participant, key.Id));
            }
            catch (HistoryDamagedException)
            {
                // Refused, and so is everything from now on.
                await Assert.ThrowsAsync<HistoryDamagedException>(async () => await history.FindAsync(1, new Messages.RequestId(1, 1)));
                await Assert.ThrowsAsync<HistoryDamagedException>(async () => await history.FindByReferenceAsync(1, 5, 1, 10));
                return;
            }
        }
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
