namespace TpWallet.Client.Requests;

/// <summary>Where a request is between the call and its outcome.</summary>
internal enum RequestState : byte
{
    /// <summary>In the pool, or its outcome is known.</summary>
    Done,

    /// <summary>For the window or a connection.</summary>
    Waiting,

    /// <summary>Written to a connection; may have left.</summary>
    InFlight,

    /// <summary>Answered, as a link of a chain whose other links aren't yet.</summary>
    AnsweredInChain,
}
