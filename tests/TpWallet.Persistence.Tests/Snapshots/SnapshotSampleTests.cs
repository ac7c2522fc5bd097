using System.Runtime.CompilerServices;
using TpWallet.Persistence.Snapshots;

namespace TpWallet.Persistence.Tests.Snapshots;

/// <summary>Snapshots that earlier versions have written are read for good.</summary>
public sealed class SnapshotSampleTests : IDisposable
{
    private const ulong Sequence = 12_345;
    private static readonly byte[] Image = [.. Enumerable.Range(0, 3000).Select(static index => (byte)(index * 7))];
    private readonly TestSnapshots _test = new();

    public void Dispose() => _test.Dispose();

    /// <summary>With <c>TPWALLET_UPDATE=1</c> the sample is written anew; for a format version that is in use that is a mistake.</summary>
    [Fact]
    public void Version_1_is_written_as_ever()
    {
        using (var store = _test.Own())
        {
            store.Write(new TestImage(Image) { Hash = "0123456789abcdef" }, TestSnapshots.PositionOf(Sequence), TestSnapshots.JournalId);
        }

        if (Environment.GetEnvironmentVariable("TPWALLET_UPDATE") == "1")
        {
            Directory.CreateDirectory(SampleDirectory());
            File.Copy(_test.PathOf(Sequence), SamplePath(), overwrite: true);
        }

        Assert.Equal(File.ReadAllBytes(SamplePath()), File.ReadAllBytes(_test.PathOf(Sequence)));
    }

    [Fact]
    public void Version_1_is_read()
    {
        using var store = SnapshotStore.Share(SampleDirectory());

        var image = store.LoadNewest(TestSnapshots.JournalId, TestSnapshots.ReadAll, Assert.Fail);

        Assert.Equal(Image, image);
        var info = Assert.Single(store.List()).Info!;
        Assert.Equal(TestSnapshots.PositionOf(Sequence), info.Position);
        Assert.Equal(("0123456789abcdef", FakeTime.Start.ToUnixTimeMilliseconds()), (info.StateHash, info.TakenMs));
    }

    private static string SamplePath() => Path.Combine(SampleDirectory(), TestSnapshots.NameOf(Sequence));

    private static string SampleDirectory([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "Samples", "snapshot-v1");
}
