namespace TpWallet.Server.Configuration;

/// <summary>Which write-ahead journal.</summary>
internal enum JournalKind
{
    /// <summary>Own preallocated segments.</summary>
    Segments,

    /// <summary>FasterLog.</summary>
    Faster,
}
