using TpWallet.Replication.Log;
using TpWallet.Replication.Views;

namespace TpWallet.Simulation.Group;

/// <summary>One record of a simulated journal. Exactly one kind of content is set.</summary>
internal sealed record DiskRecord
{
    public byte[]? Batch { get; init; }

    public LogPosition? CutAt { get; init; }

    public LogPosition? Committed { get; init; }

    public ulong Epoch { get; init; }

    public View? View { get; init; }

    /// <summary>
    /// An image of the state. It stands behind the batches that it holds, so that it counts only once they are durable: a member publishes no
    /// snapshot that reaches beyond its journal.
    /// </summary>
    public byte[]? Snapshot { get; init; }

    /// <summary>Of a batch: its end. Of a snapshot: through where it holds the state.</summary>
    public LogPosition Position { get; init; }
}
