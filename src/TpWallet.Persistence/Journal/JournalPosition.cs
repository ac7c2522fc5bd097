namespace TpWallet.Persistence.Journal;

/// <summary>A place between two batches of a journal, named by the batch that ends there; its hash stands for everything up to it.</summary>
/// <param name="Sequence">Sequence of the batch's last command; 0 before the first batch.</param>
/// <param name="Hash">Hash of the batch; zero before the first.</param>
/// <param name="TimeMs">Its time, milliseconds since 1970 UTC; <see cref="long.MinValue"/> before the first.</param>
/// <param name="Epoch">Epoch of the leader that sealed it; 0 before the first.</param>
public readonly record struct JournalPosition(ulong Sequence, Hash256 Hash, long TimeMs, ulong Epoch)
{
    /// <summary>Before the first batch of a journal.</summary>
    public static JournalPosition Beginning => new(0, default, long.MinValue, 0);
}
