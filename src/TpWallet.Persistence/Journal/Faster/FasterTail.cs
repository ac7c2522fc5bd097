namespace TpWallet.Persistence.Journal.Faster;

/// <summary>The end of a journal in a FasterLog.</summary>
/// <param name="Address">Where the next entry goes.</param>
/// <param name="FragmentFile">Number of the file with the remains of an unacknowledged batch; -1: there are none.</param>
/// <param name="FragmentPosition">Where in the file they begin.</param>
/// <param name="FragmentLength">How far they reach, bytes.</param>
internal readonly record struct FasterTail(long Address, int FragmentFile, long FragmentPosition, long FragmentLength);
