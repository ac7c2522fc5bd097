namespace TpWallet.Persistence.Journal;

/// <summary>How far the reading of a journal has come.</summary>
/// <param name="BytesDone">Bytes read.</param>
/// <param name="BytesTotal">Bytes of all files, of which the last ones may be empty.</param>
public readonly record struct JournalProgress(long BytesDone, long BytesTotal);
