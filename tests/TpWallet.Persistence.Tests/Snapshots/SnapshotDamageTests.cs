using System.Runtime.InteropServices;
using TpWallet.Persistence.Snapshots;

namespace TpWallet.Persistence.Tests.Snapshots;

public sealed class SnapshotDamageTests : IDisposable
{
    private const int Block = 4096;
    private const int MiB = 1 << 20;
    private readonly TestSnapshots _test = new();
    private readonly FaultyDisk _disk = new();
    private readonly List<string> _log = [];

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Every_altered_byte_of_a_small_snapshot_is_found_in_its_place()
    {
        // Header at 0, image with its padding at 4096, table at 8192, trailer at 12288, end at 16384.
        var content = ContentOf(600);
        Assert.Equal(4 * Block, content.Length);
        for (var at = 0; at < content.Length; at++)
        {
            content[at] ^= 0x10;
            var refusal = Refusal(content);
            content[at] ^= 0x10;

            var expected = at switch
            {
                < SnapshotHeader.Size => 0,
                < Block => at,
                < 2 * Block => Block,
                < 3 * Block => 2 * Block,
                < (3 * Block) + SnapshotTrailer.Size => 3 * Block,
                _ => at,
            };
            Assert.True(refusal.Position == expected, $"byte {at}: {refusal.Message}");
            Assert.Equal(SnapshotDefect.Damaged, refusal.Defect);
            Assert.StartsWith($"{TestSnapshots.NameOf(1)}, byte {expected}: ", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_truncation_is_found_where_the_file_ends()
    {
        var content = ContentOf((2 * MiB) + 5000);
        for (var length = 0; length < content.Length; length += Block)
        {
            Assert.Equal(length, Refusal(content[..length]).Position);
        }

        Assert.Equal(77, Refusal(content[..77]).Position);
        Assert.Equal(content.Length - 1, Refusal(content[..^1]).Position);
        Assert.Equal(content.Length, Refusal([.. content, 0]).Position);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Altered_block_on_the_disk_is_named_and_those_before_it_are_shown(int block)
    {
        _test.Write((2 * MiB) + 5000, 1);
        var start = Block + (block * (long)MiB);
        _test.Flip(1, start + 4321);
        using var store = _test.Own();
        Assert.Equal(start, Assert.Throws<SnapshotRefusedException>(() => store.Verify(1)).Position);

        using var reader = store.Open(1);
        var buffer = new byte[block * MiB];
        for (var done = 0; done < buffer.Length;)
        {
            done += reader.Read(buffer.AsSpan(done));
        }

        Assert.Equal(TestImage.RandomBytes((2 * MiB) + 5000)[..buffer.Length], buffer);
        Assert.Equal(start, Assert.Throws<SnapshotRefusedException>(() => reader.Read(new byte[1])).Position);
        Assert.Equal(start, Assert.Throws<SnapshotRefusedException>(() => reader.Read(new byte[1])).Position);
    }

    [Fact]
    public void Snapshot_of_another_journal_is_refused()
    {
        _test.Write(10, 1);
        using var store = _test.Own();

        var refusal = Assert.Throws<SnapshotRefusedException>(() => store.Verify(1, Guid.NewGuid()));

        Assert.Equal((SnapshotDefect.OtherJournal, SnapshotHeader.JournalIdOffset), (refusal.Defect, (int)refusal.Position));
        Assert.Contains(TestSnapshots.JournalId.ToString(), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshot_under_the_name_of_another_is_refused()
    {
        _test.Write(10, 1);
        File.Move(_test.PathOf(1), _test.PathOf(2));
        using var store = _test.Own();

        var refusal = Assert.Throws<SnapshotRefusedException>(() => store.Verify(2));

        Assert.Equal(SnapshotHeader.SequenceOffset, refusal.Position);
        Assert.Contains("sequence 1,", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2u, SnapshotDefect.NewerFormat, "newer than 1")]
    [InlineData(0u, SnapshotDefect.Damaged, "no format version 0")]
    public void Other_format_version_is_refused(uint version, SnapshotDefect defect, string words)
    {
        var refusal = Refusal(WithHeader(ContentOf(10), header => header with { FormatVersion = version }));

        Assert.Equal((defect, SnapshotHeader.FormatVersionOffset), (refusal.Defect, (int)refusal.Position));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(SnapshotLayout.ImageLengthMax)]
    [InlineData(5)]
    public void Header_that_lies_with_a_good_checksum_is_refused(long imageLength) =>
        Assert.Equal(SnapshotDefect.Damaged, Refusal(WithHeader(ContentOf(10), header => header with { ImageLength = imageLength })).Defect);

    [Fact]
    public void Header_and_image_of_two_snapshots_do_not_fit()
    {
        var (one, other) = (ContentOf(5000), ContentOf(4999));
        other[..Block].CopyTo(one, 0);

        Assert.Equal(3 * Block, Refusal(one).Position);
    }

    [Fact]
    public void Damaged_snapshot_is_listed_with_what_is_wrong()
    {
        _test.Write(10, 1, 2);
        _test.Flip(2, 100);
        using var store = _test.Own();

        var entry = store.List()[0];

        Assert.Null(entry.Info);
        Assert.Equal(new FileInfo(_test.PathOf(2)).Length, entry.FileLength);
        Assert.Contains("header doesn't match its checksum", entry.Refusal!.Message, StringComparison.Ordinal);
        Assert.NotNull(store.List()[1].Info);
    }

    [Fact]
    public void Newest_snapshot_that_is_good_to_its_last_byte_is_loaded()
    {
        _test.Write((2 * MiB) + 5000, 1, 2, 3, 4);
        _test.Flip(4, 0);
        _test.Flip(3, Block + (2 * MiB) + 10);
        using var store = _test.Own();
        List<ulong> attempts = [];

        var bytes = store.LoadNewest(TestSnapshots.JournalId, Restore, _log.Add);

        Assert.Equal([3UL, 2UL], attempts);
        Assert.Equal(TestImage.RandomBytes((2 * MiB) + 5000), bytes);
        Assert.Collection(_log,
            static line => Assert.Contains($"{TestSnapshots.NameOf(4)}, byte 0: ", line, StringComparison.Ordinal),
            static line => Assert.Contains($"{TestSnapshots.NameOf(3)}, byte {Block + (2 * MiB)}: ", line, StringComparison.Ordinal));

        byte[] Restore(SnapshotReader reader)
        {
            attempts.Add(reader.Info.Position.Sequence);
            return TestSnapshots.ReadAll(reader);
        }
    }

    [Fact]
    public void Snapshot_that_the_core_refuses_or_does_not_read_to_its_end_is_not_taken()
    {
        _test.Write(5000, 1, 2, 3);
        using var store = _test.Own();

        var loaded = store.LoadNewest(
            TestSnapshots.JournalId,
            static reader => reader.Info.Position.Sequence switch
            {
                3 => throw new SnapshotRefusedException(SnapshotDefect.Damaged, reader.Info.File, 0, "another state hash"),
                2 => reader.Info,
                _ => TestSnapshots.ReadAll(reader) is [..] ? reader.Info : null!,
            },
            _log.Add);

        Assert.Equal(1UL, loaded!.Position.Sequence);
        Assert.Contains("another state hash", _log[0], StringComparison.Ordinal);
        Assert.Contains("without the last 5000 bytes", _log[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_loaded_when_no_snapshot_is_good()
    {
        _test.Write(10, 1, 2);
        _test.Flip(1, 5000);
        using var store = _test.Own();

        Assert.Null(store.LoadNewest(Guid.NewGuid(), TestSnapshots.ReadAll, _log.Add));
        Assert.Equal(2, _log.Count);
    }

    [Fact]
    public void Trouble_of_the_core_passes_through_loading()
    {
        _test.Write(10, 1, 2);
        using var store = _test.Own();

        Assert.Throws<InvalidTimeZoneException>(() =>
            store.LoadNewest<string>(null, static _ => throw new InvalidTimeZoneException(), _log.Add));
        Assert.Empty(_log);
    }

    [Fact]
    public void Reader_is_given_up_in_the_middle_of_an_image()
    {
        _test.Write(9 * MiB, 1);
        using var store = _test.Own();

        for (var attempt = 0; attempt < 20; attempt++)
        {
            using var reader = store.Open(1);
            Assert.True(reader.Read(new byte[attempt * 100_000 + 1]) > 0);
        }
    }

    private static byte[] WithHeader(byte[] content, Func<SnapshotHeader, SnapshotHeader> change)
    {
        var header = change(MemoryMarshal.Read<SnapshotHeader>(content));
        header.Checksum = header.ComputeChecksum();
        MemoryMarshal.Write(content, header);
        return content;
    }

    /// <summary>The file of a snapshot of sequence 1.</summary>
    private byte[] ContentOf(int imageLength)
    {
        _test.Write(imageLength, 1);
        return File.ReadAllBytes(_test.PathOf(1));
    }

    private SnapshotRefusedException Refusal(byte[] content)
    {
        _disk.Content = content;
        using var store = SnapshotStore.Share(_test.Directory, _disk);
        return Assert.Throws<SnapshotRefusedException>(() => store.Verify(1, TestSnapshots.JournalId));
    }
}
