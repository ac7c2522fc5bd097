namespace TpWallet.Protocol.Binary;

/// <summary>The texts of the protocol's error codes.</summary>
public static class ProtocolErrors
{
    /// <summary>
    /// What an error says in words: ASCII, at most <see cref="ErrorFrame.TextSize"/> characters. Exhaustive: a code without a text fails the
    /// build (CS8509). A number that is not a code, which only a newer peer can send, reads as "unknown error code".
    /// </summary>
    public static string TextOf(ProtocolErrorCode code) => !Enum.IsDefined(code) ? "unknown error code" : code switch
    {
        ProtocolErrorCode.None => "no error",
        ProtocolErrorCode.BadLength => "length does not fit the frame type",
        ProtocolErrorCode.UnknownFrameType => "unknown frame type",
        ProtocolErrorCode.ReservedNotZero => "a reserved field is not zero",
        ProtocolErrorCode.UnexpectedFrame => "frame not expected here",
        ProtocolErrorCode.BadMagic => "not the TPW1 protocol",
        ProtocolErrorCode.UnsupportedVersion => "protocol version not supported",
        ProtocolErrorCode.UnknownRole => "unknown role",
        ProtocolErrorCode.ParticipantInvalid => "participant does not fit the role",
        ProtocolErrorCode.WindowOutOfRange => "window out of range",
        ProtocolErrorCode.CredentialRefused => "credential refused",
        ProtocolErrorCode.NoCapacity => "no capacity for another session",
        ProtocolErrorCode.SignOnTimeout => "no sign-on in time",
        ProtocolErrorCode.TimingInvalid => "heartbeat and idle timeout do not fit",
        ProtocolErrorCode.NotPrimary => "not primary; ask the other members",
        ProtocolErrorCode.NotSignedOn => "sign on first",
        ProtocolErrorCode.AlreadySignedOn => "already signed on",
        ProtocolErrorCode.WindowExceeded => "window exceeded",
        ProtocolErrorCode.IdleTimeout => "idle timeout",
        ProtocolErrorCode.SlowReader => "replies are not being read",
        ProtocolErrorCode.ChainTooLong => "too many requests linked to one chain",
        ProtocolErrorCode.ShuttingDown => "shutting down",
        ProtocolErrorCode.Internal => "internal error",
    };
}
