namespace TpWallet.Persistence.Journal;

/// <summary>What a returning append promises.</summary>
public enum DurabilityMode
{
    /// <summary>The batch survives a power cut.</summary>
    Fsync = 1,

    /// <summary>The batch is handed to the operating system and may be lost by a power cut. For benchmarks alone.</summary>
    Memory = 2,
}
