using System.Security.Cryptography;
using TpWallet.Core.Snapshots;

namespace TpWallet.Core.Memory;

/// <summary>A table as an image of the state sees it: so many records of one size, in the order of their slots.</summary>
internal abstract class RecordTable
{
    /// <summary>How many records fit.</summary>
    public abstract uint Capacity { get; }

    /// <summary>Slots handed out so far: records are in slots below this.</summary>
    public abstract uint HighWater { get; }

    /// <summary>Size of a record, bytes.</summary>
    public abstract int RecordSize { get; }

    /// <summary>Begins to keep the records as they are now for a reader on another thread.</summary>
    /// <param name="budget">Of all tables of the cut.</param>
    /// <param name="first">The slot that the reader begins with; those before it come last.</param>
    public abstract TableCut BeginCut(PreImageBudget budget, uint first);

    /// <summary>Adds the records' bytes to a hash, beginning with a slot; those before it come last.</summary>
    public abstract void AppendTo(IncrementalHash hash, uint first);
}
