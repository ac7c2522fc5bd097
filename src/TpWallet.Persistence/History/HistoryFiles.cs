using System.Globalization;
using TpWallet.Persistence.Events;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.History;

/// <summary>The files of a history: segments of entries and checkpoints of the index, each with a file of its sectors' checksums.</summary>
internal sealed class HistoryFiles(DataFolder folder) : IDisposable
{
    public const string LogName = "history.log";
    public const string IndexName = "history.index";
    private const string TableSuffix = ".crc";

    public DataFolder Folder { get; } = folder;

    public SegmentFiles Log { get; } = new(folder, LogName);

    public SegmentFiles Index { get; } = new(folder, IndexName);

    public string LogPath => Folder.PathOf(LogName);

    public string IndexPath => Folder.PathOf(IndexName);

    public bool IsEmpty => Log.List().Length == 0 && Index.List().Length == 0;

    /// <summary>Makes a table durable and says its hash.</summary>
    public Hash256 SaveTable(string name, int number, SectorTable table)
    {
        var bytes = table.Bytes(table.Count);
        Folder.Replace(TableOf(name, number), bytes);
        return Hash256.Of(bytes);
    }

    /// <summary>Reads a table and checks that the file beside it is as long as it says.</summary>
    /// <exception cref="HistoryDamagedException">Either is missing, altered or shorter than it was.</exception>
    public SectorTable LoadTable(string name, int number, in Hash256 expected, string what)
    {
        var bytes = Folder.Read(TableOf(name, number));
        if (bytes is null || Hash256.Of(bytes) != expected)
        {
            throw new HistoryDamagedException(TableOf(name, number), 0,
                $"the checksums {(bytes is null ? "are missing" : "aren't those that were written")}; they are of {what}");
        }

        var files = name == LogName ? Log : Index;
        var table = SectorTable.Load(bytes);
        ThrowIfShorter(files, number, table.Count * (long)SectorTable.Sector, what);
        return table;
    }

    /// <summary>Checks that a file is there and long enough.</summary>
    public static void ThrowIfShorter(SegmentFiles files, int number, long expected, string what)
    {
        var length = files.LengthOf(number);
        if (length < expected)
        {
            throw new HistoryDamagedException(files.NameOf(number), Math.Max(length, 0),
                $"the file is {(length < 0 ? "missing" : $"shorter than the {expected} bytes it had")}; it held {what}");
        }
    }

    /// <summary>Deletes a file and its checksums.</summary>
    public void Delete(SegmentFiles files, int number)
    {
        files.Delete(number);
        File.Delete(Folder.PathOf(files.NameOf(number) + TableSuffix));
    }

    /// <summary>Deletes everything but the lock.</summary>
    public void DeleteAll()
    {
        foreach (var number in Log.List())
        {
            Delete(Log, number);
        }

        foreach (var number in Index.List())
        {
            Delete(Index, number);
        }

        File.Delete(Folder.PathOf(HistoryManifest.FileName));
        Folder.Sync();
    }

    public void Dispose()
    {
        Log.Dispose();
        Index.Dispose();
    }

    private static string TableOf(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}.{number}{TableSuffix}");
}
