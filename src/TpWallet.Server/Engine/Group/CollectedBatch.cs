using TpWallet.Persistence.Journal;

namespace TpWallet.Server.Engine.Group;

/// <summary>Commands of neighbouring slots, on their way to get a place in the log.</summary>
internal sealed class CollectedBatch(int maxCommands) : IDisposable
{
    /// <summary>The commands, not sealed.</summary>
    public SealedBatch Batch { get; } = new(maxCommands);

    /// <summary>Slot of the first.</summary>
    public long FirstSlot { get; set; }

    /// <summary>Slot of the last.</summary>
    public long LastSlot => FirstSlot + Batch.Count - 1;

    public void Dispose() => Batch.Dispose();
}
