namespace TpWallet.Persistence.Journal;

/// <summary>How a journal is stored. A folder's kind is fixed when the journal is made.</summary>
public enum JournalKind
{
    /// <summary>Own preallocated segment files: the default.</summary>
    Segments = 1,

    /// <summary>A FasterLog.</summary>
    Faster = 2,
}
