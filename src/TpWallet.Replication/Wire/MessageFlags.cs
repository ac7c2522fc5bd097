namespace TpWallet.Replication.Wire;

/// <summary>Modifiers of a message; unknown bits make it malformed.</summary>
[Flags]
internal enum MessageFlags : byte
{
    None = 0,

    /// <summary>Of a heartbeat: nothing can be committed or swapped.</summary>
    Stuck = 1,

    /// <summary>Of a join request: it names every position from the first to the tail.</summary>
    Exhaustive = 2,

    All = Stuck | Exhaustive,
}
