namespace TpWallet.Server.Operations;

/// <summary>How far a long operation has come.</summary>
/// <param name="Step">What is being done, in a few words.</param>
/// <param name="Done">How much of it, bytes.</param>
/// <param name="Total">Out of how much, bytes; 0: not known.</param>
internal readonly record struct OperationProgress(string Step, long Done, long Total)
{
    /// <summary>One line for a person.</summary>
    public override string ToString() => Total == 0 ? Step : $"{Step}: {Done * 100 / Total} % of {Total >> 20} MiB";
}
