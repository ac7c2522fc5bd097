using TpWallet.Persistence.Snapshots;

namespace TpWallet.Persistence.Tests.Snapshots;

/// <summary>Whatever fails while a snapshot is written leaves nothing behind and the snapshot before it whole.</summary>
public sealed class SnapshotDiskTests : IDisposable
{
    private const int MiB = 1 << 20;
    private const int ImageLength = (2 * MiB) + 5000;
    private const string InputOutputError = "Input/output error (error 5).";
    private readonly TestSnapshots _test = new();
    private readonly FaultyDisk _disk = new();

    public SnapshotDiskTests() => _test.Write(ImageLength, 1);

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Full_disk_at_any_write_leaves_nothing_behind()
    {
        var writes = 0;
        _disk.OnWrite = _ => writes++;
        Assert.Null(Record.Exception(() => Write(new TestImage(TestImage.RandomBytes(ImageLength)))));
        File.Delete(_test.PathOf(2));
        Assert.Equal(11, writes);
        for (var failing = 1; failing <= writes; failing++)
        {
            var left = failing;
            _disk.OnWrite = _ => Fail(--left == 0, FaultyDisk.NoSpace);

            Assert.Contains(FaultyDisk.NoSpace, ExpectFailure().Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Failing_sync_leaves_nothing_behind()
    {
        _disk.OnSync = static _ => Fail(true, InputOutputError);

        Assert.Contains(InputOutputError, ExpectFailure().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_that_is_not_durable_is_taken_away()
    {
        _disk.OnSyncDirectory = _ => Fail(File.Exists(_test.PathOf(2)), InputOutputError);

        Assert.Contains("couldn't be given its name", ExpectFailure().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Content_is_durable_before_it_is_read_back_and_named_and_the_name_after()
    {
        List<string> steps = [];
        _disk.OnWrite = _ => steps.Add("write");
        _disk.OnSync = path => steps.Add($"sync {path}");
        _disk.OnRead = (_, _) => steps.Add(File.Exists(_test.PathOf(2)) ? "read with name" : "read");
        _disk.OnSyncDirectory = path => steps.Add(File.Exists(_test.PathOf(2)) ? $"sync {path}" : "early");

        using var store = _test.Own(_disk);
        steps.Clear();
        store.Write(new TestImage([1]), TestSnapshots.PositionOf(2), TestSnapshots.JournalId);

        Assert.Equal(
            ["write", "write", "write", $"sync {_test.PathOf(2)}.new", "read", "read", "read", "read", $"sync {_test.Directory}"], steps);
    }

    [Fact]
    public void Disk_that_gives_back_something_else_is_not_trusted()
    {
        _disk.OnRead = static (position, bytes) => bytes[100] ^= position == 4096 + MiB ? (byte)1 : (byte)0;

        var message = ExpectFailure().Message;

        Assert.Contains($"{TestSnapshots.NameOf(2)}.new, byte {4096 + MiB}: ", message, StringComparison.Ordinal);
        Assert.Contains("isn't what was written", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096 + MiB)]
    public void Read_error_is_a_refusal_with_its_place(long failing)
    {
        _disk.OnRead = (position, _) => Fail(position == failing, InputOutputError);
        using var store = _test.Own(_disk);

        var refusal = Assert.Throws<SnapshotRefusedException>(() => store.Verify(1));

        Assert.Equal((failing, TestSnapshots.NameOf(1)), (refusal.Position, refusal.File));
        Assert.Contains(InputOutputError, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_little_space_is_told_before_anything_is_written()
    {
        var options = new SnapshotOptions { Directory = _test.Directory, ReserveBytes = 1000 };
        var length = new FileInfo(_test.PathOf(1)).Length;
        _disk.Free = length + 999;
        _disk.OnWrite = static _ => Assert.Fail("written");
        using (var store = SnapshotStore.Own(options, _disk, _test.Time))
        {
            var image = new TestImage(new byte[ImageLength]);
            var failure = Assert.Throws<SnapshotException>(() => store.Write(image, TestSnapshots.PositionOf(2), TestSnapshots.JournalId));
            Assert.Contains($"needs {length} bytes and leaves 1000 free, but only {length + 999} are", failure.Message, StringComparison.Ordinal);

            _disk.Free++;
            _disk.OnWrite = null;
            store.Write(image, TestSnapshots.PositionOf(2), TestSnapshots.JournalId);
        }
    }

    [Fact]
    public void Free_space_that_can_not_be_told_costs_the_snapshot_and_nothing_else()
    {
        _disk.OnFree = static () => throw new IOException(InputOutputError);
        using var store = SnapshotStore.Own(new SnapshotOptions { Directory = _test.Directory }, _disk, _test.Time);
        var image = new TestImage(new byte[ImageLength]);
        var failure = Assert.Throws<SnapshotException>(() => store.Write(image, TestSnapshots.PositionOf(2), TestSnapshots.JournalId));
        Assert.Contains(InputOutputError, failure.Message, StringComparison.Ordinal);

        _disk.OnFree = null;
        store.Write(image, TestSnapshots.PositionOf(2), TestSnapshots.JournalId);
    }

    [Fact]
    public void Trouble_of_the_image_passes_unchanged()
    {
        var image = new TestImage(new byte[ImageLength])
        {
            OnRead = static position => _ = position > MiB ? throw new InvalidTimeZoneException() : 0,
        };

        Assert.Throws<InvalidTimeZoneException>(() => Write(image));
        ExpectNothingChanged();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ImageLength - 1)]
    [InlineData(ImageLength + 1)]
    [InlineData(ImageLength + (2 * MiB))]
    public void Image_of_another_length_than_it_said_is_not_written(int said)
    {
        Assert.Throws<SnapshotException>(() => Write(new TestImage(new byte[ImageLength]) { Length = said }));
        ExpectNothingChanged();
    }

    [Theory]
    [InlineData("with a space")]
    [InlineData("ünprintable")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012")]
    public void State_hash_that_does_not_fit_is_not_written(string hash)
    {
        Assert.Contains("state hash", Assert.Throws<SnapshotException>(() => Write(new TestImage([1]) { Hash = hash })).Message,
            StringComparison.Ordinal);
        ExpectNothingChanged();
    }

    [Fact]
    public void Cancelling_while_writing_leaves_no_file()
    {
        using var cancellation = new CancellationTokenSource();
        _disk.OnWrite = position => CancelAt(position, MiB, cancellation);

        Assert.ThrowsAny<OperationCanceledException>(() => Write(new TestImage(new byte[9 * MiB]), cancellation.Token));
        ExpectNothingChanged();
    }

    [Fact]
    public void Cancelling_while_reading_back_leaves_no_file()
    {
        using var cancellation = new CancellationTokenSource();
        _disk.OnRead = (position, _) => CancelAt(position, MiB, cancellation);

        Assert.ThrowsAny<OperationCanceledException>(() => Write(new TestImage(new byte[9 * MiB]), cancellation.Token));
        ExpectNothingChanged();
    }

    private static void CancelAt(long position, long from, CancellationTokenSource cancellation)
    {
        if (position is > 0 && position >= from && position < from + MiB + 4096)
        {
            cancellation.Cancel();
        }
    }

    private static void Fail(bool now, string message)
    {
        if (now)
        {
            throw new IOException(message);
        }
    }

    private void Write(TestImage image, CancellationToken cancellation = default)
    {
        using var store = _test.Own(_disk);
        store.Write(image, TestSnapshots.PositionOf(2), TestSnapshots.JournalId, cancellation: cancellation);
    }

    private SnapshotException ExpectFailure()
    {
        var failure = Assert.Throws<SnapshotException>(() => Write(new TestImage(TestImage.RandomBytes(ImageLength))));
        ExpectNothingChanged();
        return failure;
    }

    private void ExpectNothingChanged()
    {
        Assert.Equal([TestSnapshots.NameOf(1)], _test.FileNames);
        SnapshotStore.VerifyFile(_test.PathOf(1), TestSnapshots.JournalId);
    }
}
