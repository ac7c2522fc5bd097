using TpWallet.Messages;

namespace TpWallet.Persistence.Events;

/// <summary>The outcome of one command, copied out of the event log and verified.</summary>
/// <param name="Sequence">The command's position in the journal.</param>
/// <param name="BodyFingerprint">What stands for the command's body when a repeat is compared with it.</param>
/// <param name="Command">The command as it was applied.</param>
/// <param name="Reply">Its answer.</param>
/// <param name="Postings">The movements that it caused, in order.</param>
/// <param name="Address">Where it stands in the event log.</param>
/// <param name="Checksum">The record's checksum.</param>
public sealed record OutcomeRecord(
    ulong Sequence, ulong BodyFingerprint, Command Command, Reply Reply, IReadOnlyList<Posting> Postings, long Address, uint Checksum);
