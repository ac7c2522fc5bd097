namespace TpWallet.Gateway.Health;

/// <summary>One part of the switch at one moment.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Due">How many items it has been given since the start.</param>
/// <param name="Done">How many of them it is done with.</param>
/// <param name="Waiting">For how long it has had work and not moved; zero while it moves or has none.</param>
/// <param name="IsStuck">Whether that is longer than allowed.</param>
public readonly record struct StageHealth(string Name, long Due, long Done, TimeSpan Waiting, bool IsStuck)
{
    /// <summary>Items that wait for it or are in it.</summary>
    public long Backlog => Math.Max(0, Due - Done);
}
