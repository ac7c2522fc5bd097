namespace TpWallet.Core.Memory;

/// <summary>What a table did, to be undone.</summary>
internal enum UndoKind : byte
{
    /// <summary>A record was, or may have been, changed: here is how it was.</summary>
    Changed,

    /// <summary>A record's key was put into the index.</summary>
    Indexed,

    /// <summary>A record's key was taken out of the index.</summary>
    Unindexed,

    /// <summary>A fresh slot was taken.</summary>
    Added,
}
