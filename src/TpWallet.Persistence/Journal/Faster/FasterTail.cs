namespace TpWallet.Persistence.Journal.Faster;

/// <summary>The end of a journal in a FasterLog.</summary>
/// <param name="Address">Where the next entry goes.</param>
/// <param name="LastFile">Number of the file that holds the last batch, or will hold the first.</param>
/// <param name="FragmentFile">Number of the file with the remains of an unacknowledged batch, if there are any.</param>
/// <param name="FragmentPosition">Where in the file they begin.</param>
/// <param name="FragmentLength">How far they reach, bytes; 0: there are none.</param>
internal readonly record struct FasterTail(
    long Address, uint LastFile, uint FragmentFile, long FragmentPosition, long FragmentLength);
