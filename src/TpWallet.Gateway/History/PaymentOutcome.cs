namespace TpWallet.Gateway.History;

/// <summary>What a look into the history of payments came to.</summary>
public enum PaymentOutcome
{
    /// <summary>It is there.</summary>
    Found,

    /// <summary>It was never applied.</summary>
    Unknown,

    /// <summary>It is not there, but may be older than what is kept.</summary>
    OutsideWindow,

    /// <summary>History is damaged or can't be read now: nothing may be concluded.</summary>
    Unavailable,
}
