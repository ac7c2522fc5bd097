namespace TpWallet.Gateway.Metrics;

/// <summary>What each counter of the edge counts, for its readers. Exhaustive: a counter that is missing here fails the build (CS8509).</summary>
internal static class GatewayCounterHelp
{
    public static string Of(GatewayCounter counter) => counter switch
    {
        GatewayCounter.ConnectionsAccepted => "Connections that were accepted.",
        GatewayCounter.ConnectionsRefused => "Connections refused because a limit of connections was reached.",
        GatewayCounter.SessionsOpened => "Sessions that signed on.",
        GatewayCounter.SessionsSignedOff => "Sessions that the client ended with a sign-off.",
        GatewayCounter.SessionsDrained => "Sessions that the switch signed off because it was shutting down.",
        GatewayCounter.ConnectionsLost => "Connections closed or lost without a sign-off.",
        GatewayCounter.TruncatedFrames => "Connections that ended within a frame.",
        GatewayCounter.ConnectionsFaulted => "Connections ended by a fault of the switch.",
        GatewayCounter.RequestsEntered => "Requests that entered the ring.",
        GatewayCounter.RequestsNotPermitted => "Requests refused at the edge because their sender has no right to them.",
        GatewayCounter.RequestsShuttingDown => "Requests refused at the edge because the switch was shutting down.",
        GatewayCounter.RequestsHeldOff => "Requests refused at the edge because the switch took none, for instance for want of disk.",
        GatewayCounter.RequestsNotPrimary => "Requests refused at the edge because another member of the group is primary.",
        GatewayCounter.RequestsDropped => "Requests that entered and were not sequenced, because the switch ceased to be primary.",
        GatewayCounter.SignOnsRedirected => "Sign-ons refused because another member of the group is primary.",
        GatewayCounter.ConnectionsCut => "Connections cut because the switch ceased to be primary.",
        GatewayCounter.HistorySearches => "Requests searched for on disk because they may repeat what the core has forgotten.",
        GatewayCounter.HistoryAnswers => "Requests answered from history.",
        GatewayCounter.ClaimsDeferred => "Claims that found no room in the ring.",
        GatewayCounter.RepliesWritten => "Replies written to a connection.",
        GatewayCounter.RepliesDiscarded => "Replies whose connection had gone.",
        GatewayCounter.RepliesWithoutSession => "Replies whose session had gone.",
        GatewayCounter.FlushesDeferred => "Flushes that found the client reading too slowly.",
        GatewayCounter.FlushesFailed => "Flushes that found the connection broken.",
        GatewayCounter.SlowReadersAborted => "Connections cut off because the client did not read.",
        GatewayCounter.HeartbeatsSent => "Heartbeats sent after silence.",
        GatewayCounter.IsoMessagesMalformed => "ISO 8583 messages that can't be read and can't be told apart.",
        GatewayCounter.IsoFormatErrors => "ISO 8583 messages answered with a format error.",
        GatewayCounter.IsoMessagesUnmatched => "ISO 8583 messages that answer nothing that was asked, or tell of an unknown original.",
        GatewayCounter.IsoConflicts => "ISO 8583 messages with the key of an earlier one and another content: security events.",
        GatewayCounter.IsoAdvicesNotCarriedOut => "ISO 8583 advices refused by the switch and answered as accepted.",
        GatewayCounter.IsoMessagesRefused => "ISO 8583 messages refused at the edge, format errors not counted.",
        GatewayCounter.IsoAnswersFailed => "ISO 8583 answers that could not be written.",
    };
}
