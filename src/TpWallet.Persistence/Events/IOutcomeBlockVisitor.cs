namespace TpWallet.Persistence.Events;

/// <summary>Is shown the blocks of an event log in order.</summary>
public interface IOutcomeBlockVisitor
{
    /// <summary>Takes one block.</summary>
    /// <param name="block">The block, verified; valid until the call returns.</param>
    /// <param name="address">Where it begins in the event log; with an outcome's offset, the address of its record.</param>
    /// <returns>False: enough, no further block is wanted.</returns>
    bool OnBlock(OutcomeBlockView block, long address);
}
