using System.Globalization;

namespace TpWallet.Persistence.Snapshots;

/// <summary>Names of snapshots, and which of them a folder holds.</summary>
internal static class SnapshotFiles
{
    /// <summary>Ending of a snapshot that is still being written or read back; only a verified one gets its name.</summary>
    public const string DraftEnding = ".new";

    private const string Prefix = "snapshot-";
    private const string Ending = ".tpw";
    private const int Digits = 20;

    public static string NameOf(ulong sequence) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{sequence:D20}{Ending}");

    /// <summary>Name of a file that is still being copied from elsewhere; deleted with the drafts.</summary>
    public static string NameOfCopy(ulong sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{sequence:D20}.copy{Ending}{DraftEnding}");

    /// <summary>Sequence by the name of a file; null: that is no name of a snapshot.</summary>
    public static ulong? SequenceOf(string name) =>
        name.Length == Prefix.Length + Digits + Ending.Length
        && name.StartsWith(Prefix, StringComparison.Ordinal)
        && name.EndsWith(Ending, StringComparison.Ordinal)
        && ulong.TryParse(name.AsSpan(Prefix.Length, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;

    /// <summary>Sequences of the snapshots in a folder, the newest first.</summary>
    public static ulong[] List(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, Prefix + "*" + Ending)
            .Select(static path => SequenceOf(Path.GetFileName(path)))
            .OfType<ulong>()
            .OrderDescending(),
    ];

    /// <summary>Deletes what an interrupted writing left.</summary>
    public static void DeleteDrafts(string directory)
    {
        foreach (var draft in Directory.EnumerateFiles(directory, Prefix + "*" + Ending + DraftEnding))
        {
            File.Delete(draft);
        }
    }
}
