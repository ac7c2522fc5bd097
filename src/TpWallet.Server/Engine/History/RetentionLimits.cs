namespace TpWallet.Server.Engine.History;

/// <summary>What of the past is kept.</summary>
/// <param name="Bytes">Most bytes of event log.</param>
/// <param name="AgeMs">Greatest age behind the newest outcome, milliseconds.</param>
internal readonly record struct RetentionLimits(long Bytes, long AgeMs);
