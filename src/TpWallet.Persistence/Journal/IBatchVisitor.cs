using TpWallet.Messages;

namespace TpWallet.Persistence.Journal;

/// <summary>Is shown every batch of a journal in order, verified.</summary>
public interface IBatchVisitor
{
    /// <summary>One batch; <paramref name="commands"/> are valid only during the call.</summary>
    void OnBatch(in SealedBatchHeader header, ReadOnlySpan<Command> commands);
}
