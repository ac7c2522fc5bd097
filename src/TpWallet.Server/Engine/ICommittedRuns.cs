namespace TpWallet.Server.Engine;

/// <summary>Says which slots of the range that an earlier stage of the same thread let through are to be applied.</summary>
internal interface ICommittedRuns
{
    /// <summary>Those slots, ascending; all else is passed over.</summary>
    IReadOnlyList<SlotRange> Runs { get; }
}
