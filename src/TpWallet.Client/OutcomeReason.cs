namespace TpWallet.Client;

/// <summary>Why a request has no answer.</summary>
public enum OutcomeReason : byte
{
    /// <summary>It has one.</summary>
    None = 0,

    /// <summary>The connection broke after it was sent.</summary>
    ConnectionLost = 1,

    /// <summary>Its deadline passed.</summary>
    DeadlinePassed = 2,

    /// <summary>The caller cancelled it.</summary>
    Canceled = 3,

    /// <summary>Too many requests were waiting: <see cref="ClientOptions.WaitingLimit"/>.</summary>
    TooManyWaiting = 4,

    /// <summary>The client is disposed or being disposed.</summary>
    Disposed = 5,

    /// <summary>The client has stopped for good; <see cref="AcquirerClient.LastFailure"/> says why.</summary>
    Stopped = 6,

    /// <summary>The chain has more commands than the session's window; it can't be sent.</summary>
    WindowTooSmall = 7,
}
