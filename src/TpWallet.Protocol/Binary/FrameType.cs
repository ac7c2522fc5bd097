namespace TpWallet.Protocol.Binary;

/// <summary>What a frame is. Wire numbers: append-only, never reused.</summary>
public enum FrameType : ushort
{
    /// <summary>Not a frame.</summary>
    None = 0,

    /// <summary>Client: first frame of a connection. Body: <see cref="Binary.SignOn"/>.</summary>
    SignOn = 1,

    /// <summary>Server: the session is open. Body: <see cref="Binary.SignedOn"/>.</summary>
    SignedOn = 2,

    /// <summary>Either: are you there? No body.</summary>
    Heartbeat = 3,

    /// <summary>Either: yes. No body; correlation of the heartbeat.</summary>
    HeartbeatReply = 4,

    /// <summary>Client: no request follows; answer what is in flight, then <see cref="SignedOff"/>. No body.</summary>
    SignOff = 5,

    /// <summary>Server: everything is answered; the connection closes. No body.</summary>
    SignedOff = 6,

    /// <summary>Client: a command, 128 bytes.</summary>
    Request = 16,

    /// <summary>Server: the reply to a command, 64 bytes; correlation of its request.</summary>
    Reply = 17,

    /// <summary>Server: the protocol was broken or the session can't go on; the connection closes. Body: <see cref="ErrorFrame"/>.</summary>
    Error = 32,
}
