namespace TpWallet.Client;

/// <summary>Whether a client has a session.</summary>
public enum ClientState
{
    /// <summary>There is none and the client is trying to get one; requests wait until their deadline.</summary>
    Reconnecting,

    /// <summary>There is one.</summary>
    Connected,

    /// <summary>There will be none: refused for good, out of attempts, or disposed. Requests are not sent.</summary>
    Stopped,
}
