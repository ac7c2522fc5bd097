namespace TpWallet.Gateway;

/// <summary>What <see cref="GatewayCounters"/> counts. The numbers are indexes without gaps and may change between versions.</summary>
public enum GatewayCounter
{
    /// <summary>Connections that were accepted, signed on or not.</summary>
    ConnectionsAccepted,

    /// <summary>Connections refused because the listener's or the switch's limit of connections was reached.</summary>
    ConnectionsRefused,

    /// <summary>Sessions that signed on.</summary>
    SessionsOpened,

    /// <summary>Sessions that the client ended with a sign-off.</summary>
    SessionsSignedOff,

    /// <summary>Sessions that the server signed off because it is shutting down.</summary>
    SessionsDrained,

    /// <summary>Connections that the client closed or lost without a sign-off.</summary>
    ConnectionsLost,

    /// <summary>Connections that ended within a frame.</summary>
    TruncatedFrames,

    /// <summary>Connections ended by an exception that has no other counter: a fault of the server.</summary>
    ConnectionsFaulted,

    /// <summary>Requests that entered the ring.</summary>
    RequestsEntered,

    /// <summary>Requests answered from the edge because the session has no right to them, or to another request of their chain.</summary>
    RequestsNotPermitted,

    /// <summary>Requests answered from the edge because the switch is shutting down.</summary>
    RequestsShuttingDown,

    /// <summary>Requests answered from the edge because the switch takes none for now, for instance because its disk is almost full.</summary>
    RequestsHeldOff,

    /// <summary>Requests answered from the edge because another member of the group is primary.</summary>
    RequestsNotPrimary,

    /// <summary>Requests that entered and were not sequenced, because the switch ceased to be primary: their connections are cut.</summary>
    RequestsDropped,

    /// <summary>Sign-ons refused because another member of the group is primary.</summary>
    SignOnsRedirected,

    /// <summary>Connections cut because the switch ceased to be primary.</summary>
    ConnectionsCut,

    /// <summary>Requests that were searched for on disk, because they may repeat one that the core has forgotten.</summary>
    HistorySearches,

    /// <summary>Requests answered from history: repeats of what the core has forgotten.</summary>
    HistoryAnswers,

    /// <summary>Claims that found no room in the ring and were tried again later.</summary>
    ClaimsDeferred,

    /// <summary>Replies written to a connection.</summary>
    RepliesWritten,

    /// <summary>Replies whose connection had gone: their senders may ask again.</summary>
    RepliesDiscarded,

    /// <summary>Replies whose edge data name no session or an earlier tenant of its place.</summary>
    RepliesWithoutSession,

    /// <summary>Flushes that found the client reading too slowly; its requests are not read until it has caught up.</summary>
    FlushesDeferred,

    /// <summary>Flushes that found the connection broken.</summary>
    FlushesFailed,

    /// <summary>Connections aborted because the client didn't read what was sent in the time allowed.</summary>
    SlowReadersAborted,

    /// <summary>Heartbeats sent after silence.</summary>
    HeartbeatsSent,

    /// <summary>ISO 8583 messages that can't be read and can't be told apart.</summary>
    IsoMessagesMalformed,

    /// <summary>ISO 8583 messages that can't be read and were answered with a format error.</summary>
    IsoFormatErrors,

    /// <summary>ISO 8583 messages that answer nothing that was asked, or tell of an original that isn't known.</summary>
    IsoMessagesUnmatched,

    /// <summary>ISO 8583 messages with the key of an earlier one and another content: security events.</summary>
    IsoConflicts,

    /// <summary>ISO 8583 advices that the switch refused and that were answered as accepted.</summary>
    IsoAdvicesNotCarriedOut,

    /// <summary>ISO 8583 messages that the gateway refused without asking the core, format errors not counted.</summary>
    IsoMessagesRefused,

    /// <summary>Answers in ISO 8583 that could not be written: a fault of the switch or of a profile.</summary>
    IsoAnswersFailed,
}
