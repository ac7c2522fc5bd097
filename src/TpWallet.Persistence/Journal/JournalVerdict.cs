namespace TpWallet.Persistence.Journal;

/// <summary>What the reading of a whole journal came to.</summary>
public enum JournalVerdict
{
    /// <summary>Every batch is whole and in its place.</summary>
    Clean = 0,

    /// <summary>Behind the last good batch is part of one that was never acknowledged; opening for writing cuts it off.</summary>
    TornTail = 1,

    /// <summary>Acknowledged data is missing or altered, or could be; the journal refuses to open.</summary>
    Damage = 2,
}
