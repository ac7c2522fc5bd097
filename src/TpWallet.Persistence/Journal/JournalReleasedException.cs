namespace TpWallet.Persistence.Journal;

/// <summary>What was asked for has been released and is no longer in the journal's folder.</summary>
public sealed class JournalReleasedException : JournalException
{
    /// <summary>Says what was asked for and where the journal begins.</summary>
    /// <param name="wantedSequence">First sequence that was asked for.</param>
    /// <param name="firstSequence">Oldest sequence still there.</param>
    /// <param name="advice">What to do about it.</param>
    public JournalReleasedException(ulong wantedSequence, ulong firstSequence, string advice)
        : base($"Sequence {wantedSequence} has been released: the journal begins with {firstSequence}. {advice}")
    {
        WantedSequence = wantedSequence;
        FirstSequence = firstSequence;
    }

    /// <summary>First sequence that was asked for.</summary>
    public ulong WantedSequence { get; }

    /// <summary>Oldest sequence still there.</summary>
    public ulong FirstSequence { get; }
}
