namespace TpWallet.Server.Engine.Storage;

/// <summary>How much room the switch wants before it takes requests.</summary>
/// <param name="FreeBytes">On the file system, bytes.</param>
/// <param name="JournalBytes">In the journal's segments, bytes: more than what may enter between two looks.</param>
internal readonly record struct DiskLimits(long FreeBytes, long JournalBytes)
{
    /// <summary>Whether there is enough.</summary>
    /// <param name="room">What there is.</param>
    /// <param name="margin">Free bytes wanted beyond the limit, so that the switch doesn't open and close at every file that comes or goes.</param>
    public bool Suffice(DiskRoom room, long margin) => room.FreeBytes >= FreeBytes + margin && room.JournalBytes >= JournalBytes;
}
