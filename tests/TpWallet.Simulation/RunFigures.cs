namespace TpWallet.Simulation;

/// <summary>What happened in a run that held.</summary>
/// <param name="Events">Events of the virtual world.</param>
/// <param name="Answers">Operations answered.</param>
/// <param name="Epochs">The last epoch.</param>
internal readonly record struct RunFigures(long Events, int Answers, long Epochs);
