namespace TpWallet.Simulation;

/// <summary>What came of a number of simulations.</summary>
/// <param name="Runs">Seeds run, the one that failed included.</param>
/// <param name="Events">Events of the virtual worlds.</param>
/// <param name="Answers">Operations that clients were answered.</param>
/// <param name="Epochs">Primaries that there were, all together.</param>
/// <param name="FailedSeed">The seed that failed; null: none.</param>
/// <param name="Failure">What was found then.</param>
public sealed record SimulationReport(int Runs, long Events, long Answers, long Epochs, ulong? FailedSeed, string? Failure);
