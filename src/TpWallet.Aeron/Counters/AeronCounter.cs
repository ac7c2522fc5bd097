namespace TpWallet.Aeron.Counters;

/// <summary>What an endpoint counts: its traffic, and one counter for every abnormal path.</summary>
public enum AeronCounter
{
    /// <summary>Bytes of datagrams handed to the network.</summary>
    BytesSent,

    /// <summary>Bytes of datagrams taken from the network.</summary>
    BytesReceived,

    /// <summary>Datagrams handed to the network.</summary>
    DatagramsSent,

    /// <summary>Datagrams taken from the network.</summary>
    DatagramsReceived,

    /// <summary>SETUP frames sent.</summary>
    SetupsSent,

    /// <summary>Heartbeats sent.</summary>
    HeartbeatsSent,

    /// <summary>Heartbeats received.</summary>
    HeartbeatsReceived,

    /// <summary>Status messages sent.</summary>
    StatusMessagesSent,

    /// <summary>Status messages received.</summary>
    StatusMessagesReceived,

    /// <summary>NAKs sent.</summary>
    NaksSent,

    /// <summary>NAKs received.</summary>
    NaksReceived,

    /// <summary>Ranges sent again because of a NAK.</summary>
    RetransmitsSent,

    /// <summary>Round-trip measurements answered.</summary>
    RttRepliesSent,

    /// <summary>Datagrams shorter than the header of the frame they start with.</summary>
    ShortDatagrams,

    /// <summary>Datagrams cut by the receive buffer.</summary>
    TruncatedDatagrams,

    /// <summary>Frames of another version of the protocol.</summary>
    BadVersions,

    /// <summary>Data datagrams that aren't a multiple of 32 bytes, or whose term offset isn't.</summary>
    BadAlignments,

    /// <summary>Datagrams whose frame lengths, terms or offsets contradict each other.</summary>
    BadFrames,

    /// <summary>Frames of a type that has no meaning here.</summary>
    UnknownFrames,

    /// <summary>Frames of a stream that nobody here subscribes to or publishes.</summary>
    UnknownStreams,

    /// <summary>Data of a session without SETUP, which was then asked for.</summary>
    UnknownSessions,

    /// <summary>Data of sessions that ended here a short time ago, or were refused.</summary>
    EndedSessions,

    /// <summary>SETUP frames with impossible contents or beyond this endpoint's limits.</summary>
    SetupsRejected,

    /// <summary>Sessions not followed because the limit of images, or of remembered sessions, was reached.</summary>
    SessionsRefused,

    /// <summary>Data that had already arrived.</summary>
    Duplicates,

    /// <summary>Data beyond the window granted, dropped.</summary>
    OverRuns,

    /// <summary>Data from before what has been consumed, dropped.</summary>
    UnderRuns,

    /// <summary>Gaps found in what arrived.</summary>
    Losses,

    /// <summary>Bytes given up and filled with padding because the subscription is unreliable.</summary>
    BytesGapFilled,

    /// <summary>Images closed because their frames contradict each other.</summary>
    ImagesDamaged,

    /// <summary>Images closed because nothing arrived for the liveness timeout.</summary>
    ImagesTimedOut,

    /// <summary>Status messages with impossible positions or windows.</summary>
    StatusMessagesRejected,

    /// <summary>NAKs with impossible ranges.</summary>
    NaksRejected,

    /// <summary>NAKs of a range that is being sent again, or was a moment ago.</summary>
    NaksSuppressed,

    /// <summary>NAKs not served because as many ranges as can be remembered were sent again a moment ago.</summary>
    RetransmitOverflows,

    /// <summary>Refusals (ERR) received.</summary>
    ErrorsReceived,

    /// <summary>Refusals (ERR) sent.</summary>
    ErrorsSent,

    /// <summary>Times the network took fewer datagrams than it was given.</summary>
    ShortSends,

    /// <summary>Errors of the socket other than "no room" and "nothing there".</summary>
    SocketErrors,

    /// <summary>Offers and claims answered with back-pressure.</summary>
    BackPressures,

    /// <summary>Times sending stopped because the receiver had granted no more.</summary>
    FlowControlLimits,
}
