namespace TpWallet.Server.Configuration;

/// <summary>How much of the tables' memory is taken from the system before it is used.</summary>
internal enum TableMemoryKind
{
    /// <summary>The indexes, and of the records always a little more than is used.</summary>
    Ahead,

    /// <summary>All of it, before the switch listens; of a group's new member, which has its tables from the others, when it has them.</summary>
    All,
}
