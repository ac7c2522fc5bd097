namespace TpWallet.Simulation.Schedules;

/// <summary>A schedule did not reach the situation that it is about.</summary>
internal sealed class ScheduleMissedException(string message) : Exception(message);
