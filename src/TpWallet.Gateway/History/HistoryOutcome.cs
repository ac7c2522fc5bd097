namespace TpWallet.Gateway.History;

/// <summary>What a search of history came to.</summary>
public enum HistoryOutcome
{
    /// <summary>The request isn't in history, as far as it was searched.</summary>
    Absent,

    /// <summary>It is: there is an answer.</summary>
    Answered,

    /// <summary>History is damaged or can't be read now. Nothing may be concluded, least of all that the request is new.</summary>
    Unavailable,
}
