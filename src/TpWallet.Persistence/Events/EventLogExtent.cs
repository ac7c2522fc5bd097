namespace TpWallet.Persistence.Events;

/// <summary>What of an event log is durable and retained at one moment; replaced whole, so that any thread may read it.</summary>
/// <param name="FirstSequence">Sequence of the first outcome that is retained.</param>
/// <param name="NextSequence">Sequence behind the last durable one.</param>
/// <param name="BeginAddress">Where the first retained segment begins.</param>
/// <param name="TailAddress">Where the segment that is being filled begins.</param>
/// <param name="EndAddress">Where what is durable ends.</param>
/// <param name="Full">The full segments, ascending.</param>
internal sealed record EventLogExtent(
    ulong FirstSequence, ulong NextSequence, long BeginAddress, long TailAddress, long EndAddress, EventSegment[] Full);
