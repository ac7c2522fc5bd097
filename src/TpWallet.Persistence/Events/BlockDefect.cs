namespace TpWallet.Persistence.Events;

/// <summary>What is wrong with bytes that should be a block of outcomes.</summary>
internal enum BlockDefect
{
    None,

    /// <summary>They don't begin like a block.</summary>
    NotABlock,

    /// <summary>They begin like one of a newer format version.</summary>
    NewerFormat,

    /// <summary>They begin like one, but something in it contradicts itself or its checksum.</summary>
    Altered,
}
