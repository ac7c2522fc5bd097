using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Files;
using TpWallet.Persistence.Snapshots;

namespace TpWallet.Persistence.Tests.Snapshots;

/// <summary>A folder of snapshots of one journal.</summary>
internal sealed class TestSnapshots : IDisposable
{
    public static readonly Guid JournalId = new("0b1f6a34-9d3e-4d35-8f0e-5d5f8a1c2b47");

    public string Directory { get; } = Path.Combine(Path.GetTempPath(), "tpwallet-snapshots-" + Guid.NewGuid().ToString("N"));

    public FakeTime Time { get; } = new();

    /// <summary>Names of the files in the folder, but the lock.</summary>
    public string[] FileNames =>
    [
        .. System.IO.Directory.EnumerateFiles(Directory).Select(static path => Path.GetFileName(path)).Where(static name => name != "lock").Order(),
    ];

    public static JournalPosition PositionOf(ulong sequence) =>
        new(sequence, Hash256.Of(BitConverter.GetBytes(sequence)), 1_700_000_000_000 + (long)sequence, 7);

    public static string NameOf(ulong sequence) => $"snapshot-{sequence:D20}.tpw";

    public string PathOf(ulong sequence) => Path.Combine(Directory, NameOf(sequence));

    public SnapshotStore Own(JournalFileSystem? files = null) =>
        SnapshotStore.Own(new SnapshotOptions { Directory = Directory, ReserveBytes = 0 }, files ?? JournalFileSystem.Default, Time);

    /// <summary>Opens, writes an image of random bytes for each sequence, closes.</summary>
    public void Write(int imageLength, params ulong[] sequences)
    {
        using var store = Own();
        foreach (var sequence in sequences)
        {
            store.Write(new TestImage(TestImage.RandomBytes(imageLength)), PositionOf(sequence), JournalId);
        }
    }

    /// <summary>Alters one byte of a snapshot in place.</summary>
    public void Flip(ulong sequence, long position)
    {
        using var file = new FileStream(PathOf(sequence), FileMode.Open, FileAccess.ReadWrite);
        file.Position = position;
        var value = file.ReadByte();
        file.Position = position;
        file.WriteByte((byte)(value ^ 0x40));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads an image to its end, in pieces of irregular length.</summary>
    public static byte[] ReadAll(SnapshotReader reader)
    {
        var pieces = new Random(5);
        using var image = new MemoryStream();
        var buffer = new byte[3_000_000];
        int count;
        while ((count = reader.Read(buffer.AsSpan(0, pieces.Next(1, buffer.Length)))) > 0)
        {
            image.Write(buffer, 0, count);
        }

        return image.ToArray();
    }

    public void Dispose()
    {
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
