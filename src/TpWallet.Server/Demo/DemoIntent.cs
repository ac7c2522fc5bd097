namespace TpWallet.Server.Demo;

/// <summary>Why a terminal sends a request.</summary>
internal enum DemoIntent
{
    /// <summary>A payment, or a step of one, that was not sent before.</summary>
    New,

    /// <summary>The same again, as after a lost answer: must be answered from memory.</summary>
    Repeat,

    /// <summary>A used request id with another amount, as a faulty acquirer would send it: must be refused as a conflict.</summary>
    Conflict,
}
