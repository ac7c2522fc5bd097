namespace TpWallet.Client.Requests;

/// <summary>Where a request is between the call and its outcome.</summary>
internal enum RequestState : byte
{
    /// <summary>In the pool, or its outcome is known.</summary>
    Done,

    /// <summary>For the window or a connection; has not left.</summary>
    Waiting,

    /// <summary>Written to a connection; may have left.</summary>
    InFlight,
}
