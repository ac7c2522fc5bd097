namespace TpWallet.Gateway.Health;

/// <summary>
/// How far a part of the switch has come, and how far it should come: two counts that never go back. While the first is below the second the
/// part has work. Any thread may read; nothing waits.
/// </summary>
public interface IWatermark
{
    /// <summary>What the part does, in a word.</summary>
    string Name { get; }

    /// <summary>How many items it has been given.</summary>
    long Due { get; }

    /// <summary>How many of them it is done with.</summary>
    long Done { get; }
}
