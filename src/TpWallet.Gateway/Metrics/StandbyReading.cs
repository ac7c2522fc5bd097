namespace TpWallet.Gateway.Metrics;

/// <summary>How far another member is, as the primary knows it.</summary>
/// <param name="Member">Its name.</param>
/// <param name="LagCommands">Commands of the log that it hasn't acknowledged.</param>
/// <param name="SilentSeconds">For how long it has not moved while it should.</param>
public readonly record struct StandbyReading(string Member, long LagCommands, double SilentSeconds);
