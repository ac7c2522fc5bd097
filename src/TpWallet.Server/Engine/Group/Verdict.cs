using TpWallet.Persistence.Journal;

namespace TpWallet.Server.Engine.Group;

/// <summary>What became of a batch that was collected from the ring.</summary>
/// <param name="FirstSlot">Slot of its first command.</param>
/// <param name="LastSlot">Slot of its last command.</param>
/// <param name="IsCommitted">
/// True: it is held by everybody who must hold it, to be applied and answered. False: this member doesn't know, and leaves it; its clients'
/// connections are cut.
/// </param>
/// <param name="End">If it is committed: where the batch ends in the log.</param>
internal readonly record struct Verdict(long FirstSlot, long LastSlot, bool IsCommitted, JournalPosition End);
