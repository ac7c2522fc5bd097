namespace TpWallet.Server.Replay;

/// <summary>What one read of a <see cref="CsvReader"/> found.</summary>
internal enum CsvRead
{
    /// <summary>The input has ended.</summary>
    End,

    /// <summary>A record; its fields can be read.</summary>
    Record,

    /// <summary>Something that is no record; it has been passed over, and the error says why.</summary>
    Malformed,
}
