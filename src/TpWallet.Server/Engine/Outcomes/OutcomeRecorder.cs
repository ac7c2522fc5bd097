using TpWallet.Messages;

namespace TpWallet.Server.Engine.Outcomes;

/// <summary>
/// Copies each outcome into the buffer in front of the event log; those that the event log holds already, after a restart, it leaves out. Hot path.
/// </summary>
/// <param name="buffer">Where they go.</param>
/// <param name="firstSequence">The first that the event log lacks.</param>
internal sealed class OutcomeRecorder(OutcomeBuffer buffer, ulong firstSequence) : IOutcomeSink
{
    public void OnApplied(ulong sequence, in Command command, in Reply reply, long timeMs, ReadOnlySpan<Posting> postings)
    {
        if (sequence >= firstSequence)
        {
            OutcomeFrame.Write(buffer.Write(OutcomeFrame.LengthOf(postings.Length)), sequence, command, reply, timeMs, postings);
        }
    }

    public void OnRangeEnd() => buffer.Publish();
}
