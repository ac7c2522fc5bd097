namespace TpWallet.Simulation;

/// <summary>The group broke one of its promises.</summary>
internal sealed class SimulationFailure(string message) : Exception(message);
