namespace TpWallet.Server.Tests.Crash;

/// <summary>How the load of a round, and with it the switch, comes to its end.</summary>
internal enum EndKind
{
    /// <summary>Killed in the middle of the load, after some number of answers.</summary>
    Kill,

    /// <summary>Killed in the middle of the load, when the journal's folder gets a new name: a segment begins.</summary>
    KillAtNewFile,

    /// <summary>Killed in the middle of the load, when the snapshots' folder gets a new name: one is being written, or is complete.</summary>
    KillAtSnapshot,

    /// <summary>Killed when everything is answered and nothing happens.</summary>
    KillIdle,

    /// <summary>Asked by SIGTERM to stop, in the middle of the load, which goes on.</summary>
    Drain,

    /// <summary>The switch ends by itself, nobody knows when: connections may break at any time.</summary>
    ByItself,
}
