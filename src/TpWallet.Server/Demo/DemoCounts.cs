namespace TpWallet.Server.Demo;

/// <summary>How many answers of each sort there were.</summary>
internal record struct DemoCounts
{
    /// <summary>All answers.</summary>
    public long Answered { get; set; }

    /// <summary>New requests that were approved.</summary>
    public long Approved { get; set; }

    /// <summary>New requests that were declined for funds.</summary>
    public long Declined { get; set; }

    /// <summary>Repeats, answered from memory.</summary>
    public long Repeats { get; set; }

    /// <summary>Used ids with another amount, refused.</summary>
    public long Conflicts { get; set; }

    /// <summary>Approved purchases.</summary>
    public long Purchases { get; set; }

    /// <summary>Approved authorizations.</summary>
    public long Authorizations { get; set; }

    /// <summary>Captures in full.</summary>
    public long Captures { get; set; }

    /// <summary>Captures of less than was held.</summary>
    public long PartialCaptures { get; set; }

    /// <summary>Voids.</summary>
    public long Voids { get; set; }

    /// <summary>Share of new requests that were approved, percent.</summary>
    public readonly double ApprovalRate => Approved + Declined == 0 ? 0 : 100.0 * Approved / (Approved + Declined);

    public static DemoCounts operator +(DemoCounts left, DemoCounts right) => new()
    {
        Answered = left.Answered + right.Answered,
        Approved = left.Approved + right.Approved,
        Declined = left.Declined + right.Declined,
        Repeats = left.Repeats + right.Repeats,
        Conflicts = left.Conflicts + right.Conflicts,
        Purchases = left.Purchases + right.Purchases,
        Authorizations = left.Authorizations + right.Authorizations,
        Captures = left.Captures + right.Captures,
        PartialCaptures = left.PartialCaptures + right.PartialCaptures,
        Voids = left.Voids + right.Voids,
    };
}
