namespace TpWallet.Protocol.Binary;

/// <summary>
/// Why a server ends a connection. Wire numbers: append-only, never reused. 1 to 9 the framing, 10 to 19 the sign-on, 20 to 29 the session,
/// 30 to 39 the server. <see cref="ProtocolErrors"/> has the text of each.
/// </summary>
public enum ProtocolErrorCode : ushort
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>The length is not that of the frame's type. Detail: the length.</summary>
    BadLength = 1,

    /// <summary>The type of frame does not exist. Detail: the type.</summary>
    UnknownFrameType = 2,

    /// <summary>A reserved field is not zero. Detail: its offset in the frame, bytes.</summary>
    ReservedNotZero = 3,

    /// <summary>The frame exists but is not for this side, or not at this point. Detail: the type.</summary>
    UnexpectedFrame = 4,

    /// <summary>The sign-on doesn't begin with "TPW1": another protocol. Detail: what it begins with.</summary>
    BadMagic = 10,

    /// <summary>The version is not spoken here. Detail: the version.</summary>
    UnsupportedVersion = 11,

    /// <summary>The role does not exist. Detail: the role.</summary>
    UnknownRole = 12,

    /// <summary>An acquirer named no participant, or an operator named one. Detail: the participant.</summary>
    ParticipantInvalid = 13,

    /// <summary>The window is zero or above the largest. Detail: the window.</summary>
    WindowOutOfRange = 14,

    /// <summary>The credential is not accepted.</summary>
    CredentialRefused = 15,

    /// <summary>The switch has no room for another session. Try again later.</summary>
    NoCapacity = 16,

    /// <summary>No sign-on came in time. Detail: the time allowed, ms.</summary>
    SignOnTimeout = 17,

    /// <summary>The heartbeat interval is zero, or the idle timeout is not above it. Detail: the idle timeout, ms.</summary>
    TimingInvalid = 18,

    /// <summary>
    /// This member of a group is not primary and takes no sessions. Detail: the port of the primary, whose "host:port" is the text; 0: none is
    /// known now, or its address doesn't fit.
    /// </summary>
    NotPrimary = 19,

    /// <summary>A frame came before the sign-on. Detail: its type.</summary>
    NotSignedOn = 20,

    /// <summary>A second sign-on came.</summary>
    AlreadySignedOn = 21,

    /// <summary>More requests are unanswered than the window allows. Detail: the window.</summary>
    WindowExceeded = 22,

    /// <summary>Nothing came for longer than the idle timeout. Detail: the timeout, ms.</summary>
    IdleTimeout = 23,

    /// <summary>The client doesn't read its replies.</summary>
    SlowReader = 24,

    /// <summary>More requests are linked to one chain than allowed. Detail: the most that are.</summary>
    ChainTooLong = 25,

    /// <summary>The server is shutting down.</summary>
    ShuttingDown = 30,

    /// <summary>The server failed. What is in flight may or may not have been applied.</summary>
    Internal = 31,
}
