namespace TpWallet.Gateway.Iso8583;

/// <summary>A message that was out of the ordinary. Holds no card number.</summary>
/// <param name="Time">When it was noticed.</param>
/// <param name="Link">The link that it came over.</param>
/// <param name="Kind">What was out of the ordinary.</param>
/// <param name="MessageType">Its type; empty when it has none.</param>
/// <param name="SystemTraceAuditNumber">Its DE 11; empty when it has none.</param>
/// <param name="RetrievalReferenceNumber">Its DE 37; empty when it has none.</param>
/// <param name="Terminal">Its DE 41; empty when it has none.</param>
/// <param name="Reason">What is wrong, for a person.</param>
public sealed record IsoIncident(
    DateTimeOffset Time,
    string Link,
    IsoIncidentKind Kind,
    string MessageType,
    string SystemTraceAuditNumber,
    string RetrievalReferenceNumber,
    string Terminal,
    string Reason);
