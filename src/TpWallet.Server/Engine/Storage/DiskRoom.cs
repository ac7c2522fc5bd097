using TpWallet.Persistence.Journal;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Engine.Storage;

/// <summary>How much can still be written.</summary>
/// <param name="FreeBytes">Free on the data folder's file system, bytes.</param>
/// <param name="JournalBytes">Bytes that the journal can still append for certain; unlimited while nothing keeps it from making segments.</param>
internal readonly record struct DiskRoom(long FreeBytes, long JournalBytes)
{
    // More than a disk takes between two looks.
    private const long JournalBytesMin = 64L << 20;

    /// <summary>Looks.</summary>
    /// <exception cref="IOException">The file system can't be asked.</exception>
    public static DiskRoom Of(string data, IReadableJournal journal) => new(
        new DriveInfo(Path.GetFullPath(data)).AvailableFreeSpace,
        journal.RoomShortage is null ? long.MaxValue : journal.Room);

    /// <summary>How much there must be.</summary>
    public static DiskLimits LimitsOf(SwitchConfiguration configuration) =>
        new(configuration.DiskReserveBytes, Math.Min(JournalBytesMin, configuration.SegmentBytes / 2));
}
