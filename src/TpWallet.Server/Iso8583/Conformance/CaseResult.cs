namespace TpWallet.Server.Iso8583.Conformance;

/// <summary>How a case went.</summary>
/// <param name="Case">The case.</param>
/// <param name="Failure">What was not as expected; null when everything was.</param>
internal sealed record CaseResult(ScriptCase Case, string? Failure);
