namespace TpWallet.Server.Cluster.Status;

/// <summary>Whether a member's log is the primary's, as far as both go.</summary>
internal enum LogAgreement
{
    /// <summary>Not compared: no answer, or nothing in common yet that can be looked up quickly.</summary>
    NotCompared = 0,

    /// <summary>The same hash at the same place, which stands for everything before it.</summary>
    Same = 1,

    /// <summary>Another hash: never to be seen. The runbook says what to do.</summary>
    Differs = 2,
}
