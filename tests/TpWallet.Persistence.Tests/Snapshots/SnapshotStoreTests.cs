using TpWallet.Persistence.Snapshots;

namespace TpWallet.Persistence.Tests.Snapshots;

public sealed class SnapshotStoreTests : IDisposable
{
    private const int MiB = 1 << 20;
    private readonly TestSnapshots _test = new();

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(MiB - 1)]
    [InlineData(MiB)]
    [InlineData(MiB + 1)]
    [InlineData((3 * MiB) + 777)]
    [InlineData(9 * MiB)]
    public void Snapshot_comes_back_as_it_was_written(int length)
    {
        var bytes = TestImage.RandomBytes(length);
        using var store = _test.Own();

        var written = store.Write(new TestImage(bytes) { Hash = "5ea1" }, TestSnapshots.PositionOf(41), TestSnapshots.JournalId);

        Assert.Equal(TestSnapshots.PositionOf(41), written.Position);
        Assert.Equal((TestSnapshots.JournalId, "5ea1", (long)length), (written.JournalId, written.StateHash, written.ImageLength));
        Assert.Equal(FakeTime.Start.ToUnixTimeMilliseconds(), written.TakenMs);
        Assert.Equal(new FileInfo(_test.PathOf(41)).Length, written.FileLength);
        Assert.Equal([TestSnapshots.NameOf(41)], _test.FileNames);
        Assert.Equal(written, Assert.Single(store.List()).Info);
        Assert.Equal(written, store.Verify(41, TestSnapshots.JournalId));
        Assert.Equal(written, SnapshotStore.VerifyFile(_test.PathOf(41)));
        using var reader = store.Open(41);
        Assert.Equal(bytes, TestSnapshots.ReadAll(reader));
        Assert.Equal(0, reader.Read(new byte[1]));
    }

    [Fact]
    public async Task Progress_tells_every_block_of_writing_and_reading_back()
    {
        using var store = _test.Own();
        var reports = new Recorder();

        await store.WriteAsync(new TestImage(new byte[(2 * MiB) + 9]), TestSnapshots.PositionOf(1), TestSnapshots.JournalId, progress: reports);

        long[] done = [MiB, 2 * MiB, (2 * MiB) + 9];
        Assert.Equal(done, reports.Of(SnapshotStage.Writing));
        Assert.Equal(done, reports.Of(SnapshotStage.Verifying));
    }

    [Fact]
    public void Copy_has_a_name_only_when_it_is_good()
    {
        _test.Write(MiB, 8);
        var bytes = File.ReadAllBytes(_test.PathOf(8));
        using var store = _test.Own();
        File.WriteAllBytes(store.BeginCopy(9, bytes.Length), bytes);
        Assert.Throws<SnapshotRefusedException>(() => store.Adopt(9)); // It says itself that it is 8.

        File.Delete(_test.PathOf(8));
        File.WriteAllBytes(store.BeginCopy(8, bytes.Length), bytes);
        Assert.Empty(store.List());
        var adopted = store.Adopt(8);

        Assert.Equal(store.Verify(8), adopted);
        Assert.Equal([TestSnapshots.NameOf(8)], _test.FileNames);
    }

    [Fact]
    public void Copy_needs_space_and_is_gone_when_it_is_abandoned_or_the_folder_is_taken_anew()
    {
        using (var store = _test.Own())
        {
            var refusal = Assert.Throws<SnapshotException>(() => store.BeginCopy(5, long.MaxValue / 2));
            Assert.Contains("No space", refusal.Message, StringComparison.Ordinal);
            store.BeginCopy(5, 10);
            store.AbandonCopy(5);
            Assert.Empty(_test.FileNames);
            store.BeginCopy(6, 10);
        }

        using var anew = _test.Own();
        Assert.Empty(_test.FileNames);
    }

    [Fact]
    public void List_shows_the_newest_first_and_no_other_files()
    {
        _test.Write(10, 5, 700, 60);
        File.WriteAllText(Path.Combine(_test.Directory, "snapshot-00000000000000000061.tpw.bak"), "");
        File.WriteAllText(Path.Combine(_test.Directory, "snapshot-61.tpw"), "");

        using var store = SnapshotStore.Share(_test.Directory);

        Assert.Equal([700UL, 60UL, 5UL], store.List().Select(static entry => entry.Sequence));
    }

    [Fact]
    public void Folder_that_does_not_exist_holds_nothing()
    {
        using var store = SnapshotStore.Share(_test.Directory);

        Assert.Empty(store.List());
        Assert.Null(store.ReleasableThrough(TestSnapshots.JournalId));
        Assert.Null(store.LoadNewest(null, static reader => reader.Info, static _ => { }));
        Assert.False(Directory.Exists(_test.Directory));
        Assert.Contains("no snapshot", Assert.Throws<SnapshotException>(() => store.Verify(3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshot_of_the_same_sequence_is_replaced()
    {
        _test.Write(MiB, 8);
        _test.Flip(8, 5000);
        using var store = _test.Own();

        store.Write(new TestImage([1, 2, 3]), TestSnapshots.PositionOf(8), TestSnapshots.JournalId);

        Assert.Equal(3, store.Verify(8).ImageLength);
    }

    [Fact]
    public void Drafts_are_deleted_by_the_owner_and_by_nobody_else()
    {
        _test.Write(10, 5);
        var draft = _test.PathOf(9) + ".new";
        File.WriteAllText(draft, "torn");

        using (SnapshotStore.Share(_test.Directory))
        {
            Assert.True(File.Exists(draft));
        }

        using (_test.Own())
        {
            Assert.Equal([TestSnapshots.NameOf(5)], _test.FileNames);
        }
    }

    [Fact]
    public void Folder_has_one_owner()
    {
        using var first = _test.Own();

        Assert.Contains("in use", Assert.Throws<SnapshotException>(() => _test.Own()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shared_folder_is_not_written()
    {
        _test.Write(10, 5, 6, 7);
        using var store = SnapshotStore.Share(_test.Directory);

        Assert.Throws<InvalidOperationException>(() => store.Write(new TestImage([]), TestSnapshots.PositionOf(1), TestSnapshots.JournalId));
        Assert.Throws<InvalidOperationException>(() => store.Prune(TestSnapshots.JournalId));
    }

    [Fact]
    public async Task Second_snapshot_at_a_time_is_refused()
    {
        using var store = _test.Own();
        using var reading = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var image = new TestImage(new byte[10])
        {
            OnRead = _ =>
            {
                reading.Set();
                Assert.True(goOn.Wait(TimeSpan.FromMinutes(1)));
            },
        };
        var first = store.WriteAsync(image, TestSnapshots.PositionOf(1), TestSnapshots.JournalId);
        Assert.True(reading.Wait(TimeSpan.FromMinutes(1)));

        Assert.Throws<InvalidOperationException>(() => store.Write(new TestImage([]), TestSnapshots.PositionOf(2), TestSnapshots.JournalId));
        goOn.Set();
        await first;

        store.Write(new TestImage([]), TestSnapshots.PositionOf(2), TestSnapshots.JournalId);
        Assert.Equal(2, store.List().Count);
    }

    [Fact]
    public void Newest_good_snapshots_are_kept_and_older_ones_go()
    {
        _test.Write(10, 1, 2, 3, 4, 5, 6);
        _test.Flip(6, 0);
        _test.Flip(2, 0);
        using var store = _test.Own();

        Assert.Equal([3, 2, 1], store.Prune(TestSnapshots.JournalId).Select(static name => int.Parse(name[9..29])));

        Assert.Equal([6UL, 5UL, 4UL], store.List().Select(static entry => entry.Sequence));
        Assert.Empty(store.Prune(TestSnapshots.JournalId));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Prune(TestSnapshots.JournalId, 1));
    }

    [Fact]
    public void Snapshots_of_another_journal_are_neither_counted_nor_deleted()
    {
        _test.Write(10, 3, 5, 7);
        using var store = _test.Own();
        var other = Guid.NewGuid();
        ulong[] foreign = [1, 4, 9, 10];
        Array.ForEach(foreign, sequence => store.Write(new TestImage([]), TestSnapshots.PositionOf(sequence), other));

        Assert.Equal(5UL, store.ReleasableThrough(TestSnapshots.JournalId));
        Assert.Equal([TestSnapshots.NameOf(3)], store.Prune(TestSnapshots.JournalId));

        Assert.Equal([10UL, 9UL, 7UL, 5UL, 4UL, 1UL], store.List().Select(static entry => entry.Sequence));
    }

    [Fact]
    public void Journal_may_go_through_the_second_newest_good_snapshot()
    {
        using var empty = _test.Own();
        Assert.Null(empty.ReleasableThrough(TestSnapshots.JournalId));
        empty.Dispose();

        _test.Write(10, 100);
        using (var one = _test.Own())
        {
            Assert.Null(one.ReleasableThrough(TestSnapshots.JournalId));
        }

        _test.Write(10, 200, 300);
        using var store = _test.Own();
        Assert.Equal(200UL, store.ReleasableThrough(TestSnapshots.JournalId));
        _test.Flip(300, 9);
        Assert.Equal(100UL, store.ReleasableThrough(TestSnapshots.JournalId));
    }

    [Fact]
    public void Snapshot_is_written_and_read_back_at_the_pace()
    {
        using var store = _test.Own();

        store.Write(new TestImage(new byte[16 * MiB]), TestSnapshots.PositionOf(1), TestSnapshots.JournalId, static () => 8 * MiB);

        // Two seconds for writing, two for reading back.
        Assert.InRange(_test.Time.Elapsed.TotalSeconds, 3.9, 4.01);
    }

    private sealed class Recorder : IProgress<SnapshotProgress>
    {
        private readonly List<SnapshotProgress> _reports = [];

        public void Report(SnapshotProgress value)
        {
            lock (_reports)
            {
                _reports.Add(value);
            }
        }

        public IEnumerable<long> Of(SnapshotStage stage) => _reports.Where(report => report.Stage == stage).Select(static report => report.BytesDone);
    }
}
