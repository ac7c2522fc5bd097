namespace TpWallet.Server.Engine.Disk;

/// <summary>How much can still be written.</summary>
/// <param name="FreeBytes">Free on the data folder's file system, bytes.</param>
/// <param name="JournalBytes">Bytes that the journal can still append for certain, in segments that are there.</param>
internal readonly record struct DiskRoom(long FreeBytes, long JournalBytes);
