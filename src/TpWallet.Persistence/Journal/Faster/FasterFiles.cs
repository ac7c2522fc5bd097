using System.Globalization;

namespace TpWallet.Persistence.Journal.Faster;

/// <summary>Names of a FasterLog's files, and which of them a folder holds.</summary>
internal static class FasterFiles
{
    /// <summary>What FasterLog appends a dot and the segment's number to.</summary>
    public const string LogName = "faster.log";

    /// <summary>Number of a log's first file.</summary>
    public const uint FirstNumber = 0;

    public static string NameOf(uint number) => string.Create(CultureInfo.InvariantCulture, $"{LogName}.{number}");

    /// <summary>Numbers of the segments in the folder, ascending.</summary>
    public static uint[] List(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, LogName + ".*")
            .Select(static path => Path.GetFileName(path)[(LogName.Length + 1)..])
            .Select(static digits => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .Where(static number => number >= 0)
            .Select(static number => (uint)number)
            .Order(),
    ];

    /// <summary>Says which file of a FasterLog a folder holds; null: none.</summary>
    public static string? FindContent(string directory) =>
        List(directory) is [var first, ..] ? $"{NameOf(first)} is there" : null;
}
